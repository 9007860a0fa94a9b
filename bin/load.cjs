// Loads the built program. A file of its own, because `import()` is a syntax error to the oldest Nodes, and
// bin/opsdash.cjs has a sentence to say to them first.
'use strict';

import('../dist/cli.js').catch((error) => {
	process.stderr.write(`opsdash: ${error?.stack ?? error}\n`);
	process.exitCode = 1;
});
