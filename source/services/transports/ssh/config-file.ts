import { createHash } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type SshConfigOptions = {
	/** Where sockets and generated files lie. */
	readonly directory: string;
	/** The file of the user's own `-F`, absolute, or `none`; without one ssh's usual two are included. */
	readonly userFile?: string | undefined;
	/** How often, in seconds, an answer is asked for on a silent connection; three unanswered ones end it. */
	readonly aliveSeconds: number;
	/** Time for connecting and the exchange of keys. */
	readonly connectSeconds: number;
	/** How long a connection stays after its last user is gone. */
	readonly persistSeconds: number;
};

/** One configuration for ssh without a person, one for when somebody sits there. */
export type SshConfigFiles = { readonly batch: string; readonly person: string };

function quote(path: string): string {
	return `"${path}"`;
}

/**
 * The first value of a keyword counts in ssh_config, so what has to hold stands before what is included. ProxyJump hands this
 * file on to the ssh of the jump host, which `-o` never reaches: that is what makes jump hosts shared as well.
 */
export function sshConfigText(options: SshConfigOptions, isBatch: boolean): string {
	const { userFile } = options;
	const own = userFile === undefined ? ['~/.ssh/config', '/etc/ssh/ssh_config'] : [quote(userFile)];
	// The name by which ssh itself takes no file at all.
	const includes = userFile === 'none' ? [] : own;
	return [
		'# Written by opsdash for the ssh that it runs; made anew when it is gone.',
		`BatchMode ${isBatch ? 'yes' : 'no'}`,
		// Whatever the user's file says: a key that nobody looked at is not accepted.
		`StrictHostKeyChecking ${isBatch ? 'yes' : 'ask'}`,
		'ControlMaster auto',
		`ControlPath ${quote(join(options.directory, '%C'))}`,
		`ControlPersist ${options.persistSeconds}`,
		`ServerAliveInterval ${options.aliveSeconds}`,
		'ServerAliveCountMax 3',
		`ConnectTimeout ${options.connectSeconds}`,
		'RemoteCommand none',
		'RequestTTY no',
		'ClearAllForwardings yes',
		'PermitLocalCommand no',
		'ForwardX11 no',
		'ForwardAgent no',
		'Tunnel no',
		'LogLevel INFO',
		...includes.map((file) => `Include ${file}`),
		'',
	].join('\n');
}

/** A file that exists holds the right text: its name says what is in it. */
function writeOnce(directory: string, text: string): string {
	const path = join(directory, `config-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`);
	if (existsSync(path)) return path;
	const temporary = `${path}.${process.pid}`;
	writeFileSync(temporary, text, { mode: 0o600 });
	renameSync(temporary, path);
	return path;
}

/** Writes both files, mode 0600, unless they are there. Throws what the file system says. */
export function writeSshConfig(options: SshConfigOptions): SshConfigFiles {
	return {
		batch: writeOnce(options.directory, sshConfigText(options, true)),
		person: writeOnce(options.directory, sshConfigText(options, false)),
	};
}
