/** What a translation is made of: the words of the three elements, section by section, typed by the English ones. */
import type { InspectorStrings } from '../digit-pad/inspector.strings.js';
import type { PadStrings } from '../digit-pad/digit-pad.strings.js';
import type { ChartsStrings } from '../mnist-charts/mnist-charts.strings.js';
import type { ViewsStrings } from '../mnist-charts/views.strings.js';
import type { TrainerStrings } from '../mnist-trainer/mnist-trainer.strings.js';
import type { MnistErrorCode } from '../shared/errors.js';

/** All words in one language. Texts are shown as they are, never read as HTML. */
export interface Translation {
  /** BCP 47 language tag, such as `de` or `pt-BR`. */
  readonly code: string;
  /** `<mnist-trainer>`. */
  readonly trainer: TrainerStrings;
  /** `<digit-pad>`. */
  readonly pad: PadStrings;
  /** What `show-input`, `show-activations` and `correctable` add to it. */
  readonly extras: InspectorStrings;
  /** Headings of `<mnist-charts>`, and what stands in for empty views. */
  readonly charts: ChartsStrings;
  /** What the views of `<mnist-charts>` say. */
  readonly views: ViewsStrings;
  /** What is shown of each error; `subject` is a URL, a key, or an attribute with its value, and may be empty. */
  readonly errors: Readonly<Record<MnistErrorCode, (subject: string) => string>>;
}

/** A translation with gaps, which are filled with English. */
export type PartialTranslation = Pick<Translation, 'code'> & DeepPartial<Translation>;

type DeepPartial<Words> = {
  readonly [Key in keyof Words]?: Words[Key] extends (...values: never[]) => unknown
    ? Words[Key]
    : Words[Key] extends object
      ? DeepPartial<Words[Key]>
      : Words[Key];
};
