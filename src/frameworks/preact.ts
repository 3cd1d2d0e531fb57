/** The tags in Preact's JSX: `import type {} from 'mnist-elements/preact'`. */
import type { ClassAttributes, HTMLAttributes } from 'preact';
import type { Tags } from './props.js';

type Handlers<Events> = { [Name in keyof Events as `on${Name & string}`]?: (event: Events[Name]) => void };

type Props<Tag extends keyof Tags> = Tags[Tag]['props'] &
  Handlers<Tags[Tag]['events']> &
  ClassAttributes<Tags[Tag]['element']> &
  Omit<HTMLAttributes<Tags[Tag]['element']>, keyof Tags[Tag]['props']>;

declare module 'preact' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where Preact looks for tags
  namespace JSX {
    interface IntrinsicElements {
      'mnist-trainer': Props<'mnist-trainer'>;
      'mnist-charts': Props<'mnist-charts'>;
      'digit-pad': Props<'digit-pad'>;
    }
  }
}
