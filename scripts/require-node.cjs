// Ends the process, with one sentence, on a Node that is too old for this project.
//
// Written in ES5, because it has to run on exactly those. Every npm script loads it first, as `node -r
// ./scripts/require-node.cjs SCRIPT`, so that nobody meets a syntax error of the real program instead.
'use strict';

var OLDEST_MAJOR = 24;

if (parseInt(process.version.slice(1), 10) < OLDEST_MAJOR) {
	process.stderr.write(
		'opsdash needs Node ' +
			OLDEST_MAJOR +
			' or newer and this is ' +
			process.version +
			': run `npm ci` without' +
			' --ignore-scripts, which installs the Node that belongs to this project, or install Node ' +
			OLDEST_MAJOR +
			' or newer.\n'
	);
	process.exit(2);
}
