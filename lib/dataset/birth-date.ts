/** MATLAB counts days from the year 0, which has 366 of them; here day 1 is 0001-01-01. */
const DAYS_IN_YEAR_0 = 366;
/** The day 1970-01-01, from which JavaScript counts, if day 1 is 0001-01-01. */
const DAY_OF_1970 = 719_163;
const MILLISECONDS_A_DAY = 86_400_000;

/**
 * The date of a MATLAB datenum in the proleptic Gregorian calendar, January being month 1. Whatever lies before the year 1, a birth date that is not known among it, counts as
 * 0001-01-01.
 *
 * @param datenum - days, of which the fraction is the time of day
 * @returns a date whose numbers are NaN where the datenum is NaN, or beyond the year 275,760
 * @example
 * birthDate(723671); // { year: 1981, month: 5, day: 5 }
 */
export function birthDate(datenum: number): { year: number; month: number; day: number } {
  const day = Math.max(Math.floor(datenum) - DAYS_IN_YEAR_0, 1);
  const date = new Date((day - DAY_OF_1970) * MILLISECONDS_A_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * The age in a photo of which only the year is known: the photo is taken to be from the middle of that year, so that
 * who is born in July or later is a year younger.
 *
 * @param datenum - the date of birth as MATLAB's datenum
 * @param photoTaken - the year of the photo
 * @returns years, negative where the photo is older than the person, or NaN
 * @example
 * ageWhenTaken(723671, 2009); // 28
 */
export function ageWhenTaken(datenum: number, photoTaken: number): number {
  const { year, month } = birthDate(datenum);
  return photoTaken - year - (month >= 7 ? 1 : 0);
}
