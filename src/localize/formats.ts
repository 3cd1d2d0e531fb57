/** How a language writes numbers. */

type Unit = 'second' | 'minute' | 'megabyte';

export class Formats {
  readonly #locale: string;
  /** Making a formatter takes far longer than using it. */
  readonly #formatters = new Map<string, Intl.NumberFormat>();

  /** @param locale a valid language tag */
  constructor(locale: string) {
    this.#locale = locale;
  }

  /** Such as `60,000`; rounded to `digits` decimal places, 0 by default. */
  number(value: number, digits = 0): string {
    return this.#format(value, digits, {});
  }

  /** Such as `98.52%`, with `digits` decimal places, 0 by default. */
  percent(share: number, digits = 0): string {
    return this.#format(share, digits, { style: 'percent' });
  }

  /** Such as `9.9 MB`. */
  megabytes(bytes: number): string {
    return this.#unit(bytes / 1e6, 'megabyte', 1);
  }

  /** As people say it: `9 sec`, `2 min 5 sec`; below ten seconds with `digits` decimal places, 0 by default. */
  duration(seconds: number, digits = 0): string {
    if (seconds < 10) return this.#unit(Math.max(0, seconds), 'second', digits);
    const whole = Math.round(seconds);
    if (whole < 60) return this.#unit(whole, 'second');
    return `${this.#unit(Math.floor(whole / 60), 'minute')} ${this.#unit(whole % 60, 'second')}`;
  }

  #unit(value: number, unit: Unit, digits = 0): string {
    return this.#format(value, digits, { style: 'unit', unit });
  }

  #format(value: number, digits: number, options: Intl.NumberFormatOptions): string {
    const key = `${options.style} ${options.unit} ${digits}`;
    let formatter = this.#formatters.get(key);
    if (formatter === undefined) {
      const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      formatter = new Intl.NumberFormat(this.#locale, { ...options, ...places });
      this.#formatters.set(key, formatter);
    }
    return formatter.format(value);
  }
}
