const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether 18 characters are a resident identity number by its check digit (GB 11643-1999). */
export function isIdentityNumber(number: string): boolean {
  if (!provinces.has(number.slice(0, 2)) || !isDate(number.slice(6, 14))) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += weights[i]! * (number.charCodeAt(i) - 48);
  return '10X98765432'[sum % 11] === number[17]!.toUpperCase();
}

/** Whether 15 digits have the province and birth date of an identity number of before 1999, which has no check digit. */
export const isOldIdentityNumber = (number: string): boolean =>
  provinces.has(number.slice(0, 2)) && isDate(`19${number.slice(6, 12)}`);

/** Whether digits are a card number by their check digit (ISO/IEC 7812, Luhn). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = (digits.charCodeAt(i) - 48) * (double ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function isDate(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(4, 6));
  const day = Number(text.slice(6, 8));
  return year >= 1900 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
