/** What is made smaller in training. The defaults are the reference's. */
export interface LossParameters {
  /**
   * The standard deviation in years of the Gaussian around a face's age that the age head is to predict, in place of that
   * age alone (label distribution learning, Gao et al. 2017). 0 to 50, default 0: that age alone. The validation loss is
   * that of the true age in any case.
   */
  labelSigma?: number;
}

/** @throws when one is out of its range */
export function checkLoss({ labelSigma }: Required<LossParameters>): void {
  if (!(labelSigma >= 0 && labelSigma <= 50)) {
    throw new Error(`labelSigma must be a number of years from 0 to 50, but is ${labelSigma}`);
  }
}
