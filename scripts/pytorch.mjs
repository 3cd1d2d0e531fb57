/** Finds a Python of this machine that has PyTorch. */
import { spawnSync } from 'node:child_process';

/** Another Python may come first on the PATH than Debian's, which has Debian's packages. */
const CANDIDATES = [process.env.PYTHON_PATH, 'python3', '/usr/bin/python3'];

/** @returns {string | undefined} its executable: `PYTHON_PATH`, else the first that has PyTorch */
export function findPyTorch() {
  return CANDIDATES.find(
    (path) => path !== undefined && spawnSync(path, ['-c', 'import torch.distributed']).status === 0,
  );
}
