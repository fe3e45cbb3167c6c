/** The age classes: one a year, 0 to 100. */
export const AGE_CLASSES = 101;

/** The gender classes: 0 female, 1 male. */
export const GENDER_CLASSES = 2;
