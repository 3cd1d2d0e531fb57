/** The tags in Svelte's markup: `import type {} from 'mnist-elements/svelte'`. */
import type { HTMLAttributes } from 'svelte/elements';
import type { Tags } from './props.js';

type Handlers<Events> = {
  [Name in keyof Events as `on${Name & string}` | `on:${Name & string}`]?: (event: Events[Name]) => void;
};

type Props<Tag extends keyof Tags> = Tags[Tag]['props'] &
  Handlers<Tags[Tag]['events']> &
  Omit<HTMLAttributes<Tags[Tag]['element']>, keyof Tags[Tag]['props']>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'mnist-trainer': Props<'mnist-trainer'>;
    'mnist-charts': Props<'mnist-charts'>;
    'digit-pad': Props<'digit-pad'>;
  }
}
