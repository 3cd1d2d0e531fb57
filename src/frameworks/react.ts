/** The tags in React's JSX: `import type {} from 'mnist-elements/react'`. */
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { Tags } from './props.js';

type Handlers<Events> = { [Name in keyof Events as `on${Name & string}`]?: (event: Events[Name]) => void };

type Props<Tag extends keyof Tags> = Tags[Tag]['props'] &
  Handlers<Tags[Tag]['events']> &
  ClassAttributes<Tags[Tag]['element']> &
  Omit<HTMLAttributes<Tags[Tag]['element']>, keyof Tags[Tag]['props']>;

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where React looks for tags
  namespace JSX {
    interface IntrinsicElements {
      'mnist-trainer': Props<'mnist-trainer'>;
      'mnist-charts': Props<'mnist-charts'>;
      'digit-pad': Props<'digit-pad'>;
    }
  }
}
