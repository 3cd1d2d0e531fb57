/** The project's bundles with one entry: `ENTRY=worker npx rollup --config scripts/mutations/rollup.config.mjs`. */
import bundles from '../../rollup.config.mjs';

export default bundles.filter(({ input }) => process.env.ENTRY in input);
