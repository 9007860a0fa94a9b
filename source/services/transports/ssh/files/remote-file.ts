import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { sanitise } from '../../../../domain/sanitise.ts';
import { runScript, shellWord } from '../remote-script.ts';
import type { ShellOpener } from '../remote-shell.ts';

export type FileKind = 'file' | 'directory' | 'other' | 'none';
export type FileLook = { readonly kind: FileKind; readonly bytes: number | null };

const lookMs = 20_000;
/** A checksum of a terabyte takes an hour; a disk that hangs must not hold for ever. */
const checksumMs = 4 * 60 * 60 * 1000;

/** A name that begins with a dash is none of an option. */
export function safePath(path: string): string {
	const plain = path.startsWith('~/') ? path.slice(2) : path;
	return plain.startsWith('-') ? `./${plain}` : plain;
}

const lookProgram = `look() {
	if [ -d "$2" ]; then say "$1" directory
	elif [ -f "$2" ]; then say "$1" "file $(ls -lLnd "$2" | { read -r mode links uid gid size rest; echo "$size"; })"
	elif [ -e "$2" ]; then say "$1" other
	else say "$1" none
	fi
}
`;

/** What stands at some paths, relative ones in the home directory; and whether the host has rsync. */
export async function lookAtRemote(
	opener: ShellOpener,
	paths: readonly string[],
): Promise<Result<{ readonly looks: readonly FileLook[]; readonly hasRsync: boolean }>> {
	const names = paths.map((_, index) => `path${'abcdefgh'[index] ?? ''}`);
	const calls = paths.map((path, index) => `look ${names[index]} ${shellWord(safePath(path))}`);
	const said = await runScript(opener, [lookProgram, ...calls, 'has rsync && say rsync yes'].join('\n'), lookMs);
	if (!said.ok) return said;
	const looks = names.map((name) => readLook(said.value.get(name) ?? 'none'));
	return succeed({ looks, hasRsync: said.value.has('rsync') });
}

function readLook(text: string): FileLook {
	const [kind, size] = text.split(' ');
	const bytes = size !== undefined && /^\d{1,18}$/.test(size) ? Number(size) : null;
	return { kind: kind === 'file' || kind === 'directory' || kind === 'other' ? kind : 'none', bytes };
}

/** SHA-256 of a file, as the host's own tool tells it; null where it has none. */
export async function checksumRemote(opener: ShellOpener, path: string): Promise<Result<string | null>> {
	const file = shellWord(safePath(path));
	const program = `file=${file}
if has sha256sum; then sum=$(sha256sum <"$file")
elif has shasum; then sum=$(shasum -a 256 <"$file")
elif has openssl; then sum=$(openssl dgst -sha256 -r <"$file")
else sum=none
fi
say sum "\${sum%% *}"`;
	const said = await runScript(opener, program, checksumMs);
	if (!said.ok) return said;
	const sum = said.value.get('sum') ?? '';
	if (sum === 'none') return succeed(null);
	if (/^[0-9a-f]{64}$/.test(sum)) return succeed(sum);
	return fail('failed', `${opener.host} cannot read ${sanitise(path)} any more`);
}

/**
 * One rename within a directory: whoever reads the target sees the old file or the new one, never half of it. Where this user may give
 * files away, the new one belongs to whom the old one did.
 */
export async function renameRemote(opener: ShellOpener, from: string, to: string): Promise<Result<void>> {
	const program = `from=${shellWord(safePath(from))} to=${shellWord(safePath(to))}
if [ -f "$to" ]; then
	set -- $(ls -lLnd "$to")
	chown "$3:$4" "$from" 2>/dev/null
fi
if why=$(mv -f "$from" "$to" 2>&1); then say moved yes; else say why "$why"; fi`;
	const said = await runScript(opener, program, lookMs);
	if (!said.ok) return said;
	if (said.value.has('moved')) return succeed(undefined);
	return fail(
		'failed',
		sanitise(`${to} on ${opener.host} could not be replaced: ${said.value.get('why') ?? 'no reason'}`),
	);
}

export async function removeRemote(opener: ShellOpener, path: string): Promise<void> {
	await runScript(opener, `rm -f ${shellWord(safePath(path))}`, lookMs);
}
