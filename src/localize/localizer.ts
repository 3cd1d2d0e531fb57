/** Gives an element its words in the language of the page around it, and again whenever that language changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MnistError } from '../shared/errors.js';
import { MnistEvent } from '../shared/events.js';
import { complete } from './complete.js';
import { Formats } from './formats.js';
import { find, languageTag, listen, type RegisteredTranslation } from './registry.js';

interface LocalizedHost extends ReactiveControllerHost, HTMLElement {}

const ENGLISH = 'en';

/**
 * A reactive controller. The language is that of the nearest `lang` attribute, seen through shadow roots; without a
 * translation for it, English.
 */
export class Localizer implements ReactiveController {
  readonly #host: LocalizedHost;
  readonly #onChange: () => void;
  #translation: RegisteredTranslation | undefined;
  #language = ENGLISH;
  #formats = new Formats(ENGLISH);
  /** Completed sections, by name. */
  readonly #sections = new Map<string, object>();
  #observer: MutationObserver | undefined;
  #unlisten: (() => void) | undefined;

  /** @param onChange called before the host updates in another language */
  constructor(host: LocalizedHost, onChange: () => void = () => undefined) {
    this.#host = host;
    this.#onChange = onChange;
    host.addController(this);
  }

  /** Language tag of the words in use. */
  get language(): string {
    return this.#language;
  }

  /** How numbers are written. */
  get formats(): Formats {
    return this.#formats;
  }

  /**
   * The words of a section; what its translation lacks is English.
   *
   * @param section its name in a translation
   * @param english all of its words
   */
  words<Words extends object>(section: string, english: Words): Words {
    let words = this.#sections.get(section) as Words | undefined;
    if (words === undefined) {
      words = complete(english, sectionOf(this.#translation, section));
      this.#sections.set(section, words);
    }
    return words;
  }

  /** What went wrong, in a sentence: the error's own in English, else that of its code. */
  sentence({ code, message, subject = '' }: MnistError): string {
    const english: Record<string, (subject: string) => string> = { [code]: () => message };
    return complete(english, sectionOf(this.#translation, 'errors'))[code]!(subject);
  }

  hostConnected(): void {
    this.#observer = new MutationObserver(() => this.#update());
    for (let root = this.#host.getRootNode(); ; root = root.host.getRootNode()) {
      this.#observer.observe(root, { subtree: true, attributes: true, attributeFilter: ['lang'] });
      if (!isShadow(root)) break;
    }
    this.#unlisten = listen(() => this.#update());
    this.#update();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#unlisten?.();
  }

  #update(): void {
    const tag = languageTag(nearestLang(this.#host)) ?? ENGLISH;
    const translation = find(tag, (error) =>
      this.#host.dispatchEvent(new MnistEvent('mnist-error', MnistError.from(error))),
    );
    // English numbers belong to English words; `en-GB` is English as well.
    const language = translation !== undefined || /^en\b/i.test(tag) ? tag : ENGLISH;
    if (translation === this.#translation && language === this.#language) return;
    this.#translation = translation;
    this.#language = language;
    this.#formats = new Formats(language);
    this.#sections.clear();
    this.#onChange();
    this.#host.requestUpdate();
  }
}

function sectionOf(translation: RegisteredTranslation | undefined, section: string): unknown {
  return (translation as Record<string, unknown> | undefined)?.[section];
}

/** The nearest `lang` attribute, which is also looked for around the shadow roots that the element is in. */
function nearestLang(element: Element): string | null {
  const found = element.closest('[lang]');
  if (found !== null) return found.getAttribute('lang');
  const root = element.getRootNode();
  return isShadow(root) ? nearestLang(root.host) : null;
}

/** By what it has: another document has classes of its own. */
function isShadow(root: Node): root is ShadowRoot {
  return 'host' in root;
}
