// Where compiled code is kept. ES5, because bin/opsdash.cjs loads it.
'use strict';

var fs = require('fs');
var os = require('os');
var path = require('path');

function isOwnedByRoot(directory) {
	try {
		return fs.statSync(directory).uid === 0;
	} catch (error) {
		return false;
	}
}

/**
 * The directory for what can be made again: $XDG_CACHE_HOME/opsdash or ~/.cache/opsdash. For root it is root's own,
 * whatever HOME says: under sudo HOME may be the caller's, and nothing that root owns may be left there.
 */
function cacheDirectory() {
	var isRoot = typeof process.getuid === 'function' && process.getuid() === 0;
	var chosen = process.env.XDG_CACHE_HOME;
	if (chosen && path.isAbsolute(chosen) && (!isRoot || isOwnedByRoot(chosen))) {
		return path.join(chosen, 'opsdash');
	}

	return path.join(isRoot ? os.userInfo().homedir : os.homedir(), '.cache', 'opsdash');
}

exports.cacheDirectory = cacheDirectory;
