import type { Command } from '../../../../domain/command.ts';

export type Transfer = {
	readonly direction: 'get' | 'put';
	/** Absolute path on this machine. */
	readonly local: string;
	/** Path on the host, not read by any shell. */
	readonly remote: string;
	/** Goes on behind what is there already. */
	readonly isResumed: boolean;
	/** Control socket of the shared connection. */
	readonly socketPath: string;
};

/** Over the shared connection and no other way: the name of the host is in the socket, so any word will do. */
const anyHost = 'host';
const onlyShared = ['ControlMaster=no', 'ProxyCommand=false', 'BatchMode=yes'];

/** sftp reads commands from stdin; its status is not 0 as soon as one fails. */
export function sftpCommand({ socketPath }: Transfer): Command {
	const options = [`ControlPath="${socketPath}"`, ...onlyShared].flatMap((option) => ['-o', option]);
	return { file: 'sftp', args: ['-F', '/dev/null', ...options, '-b', '-', anyHost] };
}

/** One line for sftp: modes and times are kept. Names are quoted; quoted names are not patterns. */
export function sftpLine({ direction, local, remote, isResumed }: Transfer): string {
	const verb = isResumed ? `re${direction}` : direction;
	const [from, to] = direction === 'get' ? [remote, local] : [local, remote];
	return `${verb} -p ${sftpQuote(from)} ${sftpQuote(to)}\n`;
}

function sftpQuote(name: string): string {
	return `"${name.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
}

/** rsync with modes and times kept, names that no shell reads (`-s`), and what is there already verified before it goes on. */
export function rsyncCommand({ direction, local, remote, isResumed, socketPath }: Transfer): Command {
	const ssh = ['ssh', '-F', '/dev/null', '-S', socketPath, ...onlyShared.flatMap((option) => ['-o', option])];
	const there = `${anyHost}:${remote}`;
	const [from, to] = direction === 'get' ? [there, local] : [local, there];
	const mode = isResumed ? ['--append-verify'] : ['--inplace'];
	return { file: 'rsync', args: ['-pts', ...mode, '-e', ssh.map(rsyncQuote).join(' '), '--', from, to] };
}

/** rsync itself splits the command of `-e` at spaces, and knows quotes. */
function rsyncQuote(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}
