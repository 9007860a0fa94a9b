// Second half of the launcher: checks the Node version (hence ES5), lets V8 keep compiled code between runs (which
// about halves the time to the first frame), and loads the build.
'use strict';

var fs = require('fs');
var path = require('path');

var OLDEST_MAJOR = 24;

function give(sentence) {
	process.stderr.write('opsdash: ' + sentence + '\n');
	process.exit(2);
}

function keepCompiledCode() {
	try {
		var directory = path.join(require('./cache-directory.cjs').cacheDirectory(), 'compiled');
		fs.mkdirSync(directory, { recursive: true, mode: 448 }); // 0700
		require('module').enableCompileCache(directory);
	} catch (error) {
		// A home that cannot be written to costs some milliseconds, nothing else.
	}
}

/** Only a checkout has what `npm ci` needs. */
function howToGetNode() {
	var directory = path.dirname(__dirname);
	var isCheckout = fs.existsSync(path.join(directory, 'package-lock.json'));
	return isCheckout
		? 'run `npm ci` in ' +
				directory +
				' (without --ignore-scripts), which installs one, or put a newer `node` on the PATH.'
		: 'put a newer `node` first on the PATH.';
}

if (parseInt(process.version.slice(1), 10) < OLDEST_MAJOR) {
	give('Node ' + OLDEST_MAJOR + ' or newer is needed and this is ' + process.version + ': ' + howToGetNode());
}

if (!fs.existsSync(path.join(__dirname, '..', 'dist', 'cli.js'))) {
	give('the program is not built yet: run `npm ci && npm run build` in ' + path.dirname(__dirname) + '.');
}

keepCompiledCode();
require('./load.cjs');
