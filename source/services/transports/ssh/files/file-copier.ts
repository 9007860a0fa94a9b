import { basename, join, posix, resolve } from 'node:path';
import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { sanitise } from '../../../../domain/sanitise.ts';
import { findProgram } from '../../local/find-program.ts';
import type { SshConnection } from '../connection.ts';
import { sshEnvironment } from '../ssh-child.ts';
import type { Transfer } from './copy-command.ts';
import { checksumLocal, lookAtLocal, realPath, removeLocal, renameLocal } from './local-file.ts';
import {
	checksumRemote,
	type FileKind,
	type FileLook,
	lookAtRemote,
	removeRemote,
	renameRemote,
	safePath,
} from './remote-file.ts';
import { runTransfer } from './transfer.ts';

/** One file, from here to the host or back. `to` may be a directory. */
export type FileCopy = { readonly direction: 'get' | 'put'; readonly from: string; readonly to: string };

export type CopyPlan = {
	readonly copy: FileCopy;
	/** The file that it becomes, and the one beside it that grows until it is whole. */
	readonly target: string;
	readonly part: string;
	readonly bytes: number;
	/** Size of what would be replaced; null where nothing is. */
	readonly replacedBytes: number | null;
	/** How much of it came over before. */
	readonly resumedBytes: number;
	readonly tool: 'rsync' | 'sftp';
};

/** `sha256` is null where the host has no tool for it: then the sizes were compared. */
export type CopyEnd = { readonly sha256: string | null };

export type FileCopier = {
	weigh(copy: FileCopy): Promise<Result<CopyPlan>>;
	carryOut(plan: CopyPlan): Promise<Result<CopyEnd>>;
	/** Told how many bytes of a plan have come over; at most one listener. */
	onProgress(listener: (plan: CopyPlan, bytes: number) => void): void;
};

/** Lines and quotes of sftp's own language end at these. */
const unusable = /[\0-\u001F\u007F]/;

function partOf(target: string): string {
	return posix.join(posix.dirname(target), `.${posix.basename(target)}.opsdash-part`);
}

export function createFileCopier(
	connection: SshConnection,
	{ mayUseRsync = true }: { readonly mayUseRsync?: boolean } = {},
): FileCopier {
	let tell: (plan: CopyPlan, bytes: number) => void = () => {};

	const hasLocalRsync = () => mayUseRsync && findProgram('rsync', sshEnvironment()['PATH'] ?? '').ok;
	const isGet = ({ direction }: FileCopy) => direction === 'get';

	async function lookAt(paths: readonly string[], isRemote: boolean) {
		if (isRemote) return lookAtRemote(connection, paths);
		return succeed({ looks: paths.map(lookAtLocal), hasRsync: hasLocalRsync() });
	}

	async function weigh(copy: FileCopy): Promise<Result<CopyPlan>> {
		if (unusable.test(copy.from + copy.to)) return fail('refused', 'The name of a file holds a control character');
		const from = isGet(copy) ? copy.from : resolve(copy.from);
		const to = isGet(copy) ? resolve(copy.to) : copy.to;
		const inside = joinFor(copy, to, basename(from));
		const [sources, targets] = [
			await lookAt([from], isGet(copy)),
			await lookAt([to, inside, partOf(to), partOf(inside)], !isGet(copy)),
		];
		if (!sources.ok) return sources;
		if (!targets.ok) return targets;
		const source = checkSource(copy, sources.value.looks[0]);
		if (!source.ok) return source;
		const [plain, below, plainPart, belowPart] = targets.value.looks;
		const isInside = plain?.kind === 'directory' || copy.to.endsWith('/');
		const existing = isInside ? below : plain;
		if (existing !== undefined && !isReplaceable(existing.kind)) {
			return fail('refused', `${sanitise(isInside ? inside : to)} is there and no file`);
		}
		const target = isInside ? inside : to;
		const partBytes = (isInside ? belowPart : plainPart)?.bytes ?? 0;
		return succeed({
			copy: { ...copy, from, to },
			target,
			part: partOf(target),
			bytes: source.value,
			replacedBytes: existing?.bytes ?? null,
			resumedBytes: partBytes < source.value ? partBytes : 0,
			tool: sources.value.hasRsync && targets.value.hasRsync ? 'rsync' : 'sftp',
		});
	}

	function checkSource(copy: FileCopy, look: FileLook | undefined): Result<number> {
		const name = sanitise(copy.from);
		const where = isGet(copy) ? ` on ${connection.host}` : '';
		if (look?.kind === 'file' && look.bytes !== null) return succeed(look.bytes);
		if (look?.kind === 'directory')
			return fail('refused', `${name} is a directory`, 'Put it into an archive (tar), or name its files.');
		return look?.kind === 'other'
			? fail('refused', `${name}${where} is no plain file`)
			: fail('not-found', `${name}${where} does not exist, or may not be looked at`);
	}

	async function transfer(plan: CopyPlan, resumedBytes: number): Promise<Result<void>> {
		const socketPath = connection.socket();
		if (socketPath === null) return fail('unreachable', `the connection to ${connection.host} was lost`);
		const { copy, part } = plan;
		const isResumed = resumedBytes > 0;
		const work: Transfer = isGet(copy)
			? { direction: 'get', local: part, remote: safePath(copy.from), isResumed, socketPath }
			: { direction: 'put', local: realPath(copy.from), remote: safePath(part), isResumed, socketPath };
		return runTransfer(work, plan.tool, (bytes) => tell(plan, bytes));
	}

	/** Null: they are not the same. */
	async function compare({ copy, part }: CopyPlan): Promise<Result<CopyEnd | null>> {
		const [here, there] = isGet(copy) ? [part, copy.from] : [copy.from, part];
		const [own, other] = await Promise.all([checksumLocal(here), checksumRemote(connection, there)]);
		if (!own.ok) return own;
		if (!other.ok) return other;
		return succeed(other.value === null || other.value === own.value ? { sha256: other.value } : null);
	}

	async function removePart({ copy, part }: CopyPlan): Promise<void> {
		if (isGet(copy)) removeLocal(part);
		else await removeRemote(connection, part);
	}

	async function bring(plan: CopyPlan, resumedBytes: number): Promise<Result<CopyEnd>> {
		const moved = await transfer(plan, resumedBytes);
		if (!moved.ok) return moved;
		const same = await compare(plan);
		if (!same.ok) return same;
		if (same.value !== null) return succeed(same.value);
		await removePart(plan);
		// What was there from before may be of another file, or of an older one.
		if (resumedBytes > 0) return bring(plan, 0);
		return fail(
			'failed',
			`What arrived is not what was sent: the checksums of ${sanitise(plan.copy.from)} differ`,
			'Was it written to meanwhile? Nothing was replaced.',
		);
	}

	return {
		weigh,
		async carryOut(plan) {
			const brought = await bring(plan, plan.resumedBytes);
			if (!brought.ok) return brought;
			const renamed = isGet(plan.copy)
				? renameLocal(plan.part, plan.target)
				: await renameRemote(connection, plan.part, plan.target);
			return renamed.ok ? brought : renamed;
		},
		onProgress(listener) {
			tell = listener;
		},
	};
}

function isReplaceable(kind: FileKind): boolean {
	return kind === 'file' || kind === 'none';
}

function joinFor({ direction }: FileCopy, directory: string, name: string): string {
	return direction === 'get' ? join(directory, name) : posix.join(directory, name);
}
