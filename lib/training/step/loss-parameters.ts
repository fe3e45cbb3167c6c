import { AGE_LOSSES, type AgeLoss } from "../../model/losses/age-loss";

/** The share of the age's loss in the joint loss, or how it is found. */
export type AgeWeight = number | "learned";

/** What is made smaller in training. The defaults are the reference's. */
export interface LossParameters {
  /**
   * What the age is learned by. Default `classes`: the cross-entropy of 101 ages (DEX). With `squared` or `absolute` it is one
   * number, by that error in decades; the network is to be built for that, and the validation loss is of that error too.
   */
  ageLoss?: AgeLoss;
  /**
   * The standard deviation in years of the Gaussian around a face's age that the age head is to predict, in place of that
   * age alone (label distribution learning, Gao et al. 2017). 0 to 50, default 0: that age alone. The validation loss is
   * that of the true age in any case.
   */
  labelSigma?: number;
  /**
   * Against the imbalance of the ages: in the age's loss a face counts by the inverse of its age's smoothed frequency among the
   * training faces to this power, 1 on the average (Yang et al. 2021). 0 to 1, default 0: all count the same.
   */
  ageBalance?: number;
  /**
   * The share of the age's loss in the joint loss, 0 to 1; the rest is the gender's. Default 0.5: their mean. With 1 or 0 one
   * task alone is learned. With `learned` the two weigh what their uncertainty says, which is learned too (Kendall, Gal and
   * Cipolla 2018), beginning with the same for both.
   */
  ageWeight?: AgeWeight;
}

/** @throws when one is out of its range */
export function checkLoss({ ageLoss, labelSigma, ageBalance, ageWeight }: Required<LossParameters>): void {
  if (!AGE_LOSSES.includes(ageLoss)) {
    throw new Error(`there is no ageLoss ${ageLoss}: it is one of ${AGE_LOSSES.join(", ")}`);
  }
  if (!(labelSigma >= 0 && labelSigma <= 50)) {
    throw new Error(`labelSigma must be a number of years from 0 to 50, but is ${labelSigma}`);
  }
  if (labelSigma > 0 && ageLoss !== "classes") {
    throw new Error(`labelSigma smooths the classes of ages: leave it out where ageLoss is ${ageLoss}`);
  }
  if (!(ageBalance >= 0 && ageBalance <= 1)) {
    throw new Error(`ageBalance must be a number from 0 to 1, but is ${ageBalance}`);
  }
  if (ageWeight !== "learned" && !(ageWeight >= 0 && ageWeight <= 1)) {
    throw new Error(`ageWeight must be a share from 0 to 1, or learned, but is ${ageWeight}`);
  }
}
