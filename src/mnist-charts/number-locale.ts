/** How a language writes the numbers on the axes of a chart, in the charts library's terms. */
import type { NumberLocale } from 'vega';

/** @param language a valid language tag */
export function numberLocale(language: string): NumberLocale {
  const parts = new Intl.NumberFormat(language).formatToParts(123_456.7);
  const part = (type: Intl.NumberFormatPartTypes, otherwise: string): string =>
    parts.find((each) => each.type === type)?.value ?? otherwise;
  return {
    decimal: part('decimal', '.'),
    thousands: part('group', ''),
    grouping: [3],
    currency: ['', ''],
  };
}
