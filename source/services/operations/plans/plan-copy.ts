import { formatSize } from '../../../domain/format.ts';
import { decideFriction } from '../../../domain/friction.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import type { CopyPlan } from '../../transports/ssh/files/file-copier.ts';
import type { OperationContext, PlannedAct } from './planned-act.ts';

type CopyOperation = Extract<Operation, { readonly type: 'copy' }>;

/** A file from here to the host, or back. It grows beside its target and takes its place when it is whole. */
export async function planCopy(context: OperationContext, operation: CopyOperation): Promise<Result<PlannedAct>> {
	const { copier, transport } = context;
	if (copier === null) return fail('refused', 'Files are copied to and from other hosts', 'Name one with -H HOST.');
	const weighed = await copier.weigh(operation);
	if (!weighed.ok) return weighed;
	const plan = weighed.value;
	const { copy, target } = plan;
	const isGet = copy.direction === 'get';
	const argv = [copy.direction, copy.from, target];
	return succeed({
		target,
		title: isGet ? `Get ${copy.from} from ${transport.host}` : `Put ${copy.from} on ${transport.host}`,
		command: null,
		argv,
		effects: effectsOf(plan),
		friction: decideFriction(operation, { ...context, host: transport.host }),
		before: plan.replacedBytes === null ? 'not there' : formatSize(plan.replacedBytes),
		async prepare() {
			return succeed({ argv, before: plan.replacedBytes === null ? 'not there' : formatSize(plan.replacedBytes) });
		},
		async carryOut() {
			const brought = await copier.carryOut(plan);
			if (!brought.ok) {
				const { code, message, hint = null } = brought.error;
				const status = code === 'timeout' ? 'timed-out' : 'failed';
				const failed = sanitise(`${copy.from} was not copied: ${message}`);
				return { status, code, message: failed, hint, exitCode: null, after: null, output: '' };
			}
			const { sha256 } = brought.value;
			const proof = sha256 === null ? 'sizes compared: no SHA-256 tool there' : `SHA-256 ${sha256}`;
			const message = `${sanitise(target)} is there (${formatSize(plan.bytes)}, ${proof})`;
			const after = `${formatSize(plan.bytes)}, ${proof}`;
			return { status: 'succeeded', code: null, message, hint: null, exitCode: null, after, output: '' };
		},
		release() {},
	});
}

function effectsOf({ bytes, replacedBytes, resumedBytes, tool, target }: CopyPlan): readonly string[] {
	return [
		`${formatSize(bytes)} by ${tool}, as ${target}.`,
		...(replacedBytes === null ? [] : [`It replaces a file of ${formatSize(replacedBytes)}.`]),
		...(resumedBytes === 0 ? [] : [`${formatSize(resumedBytes)} of it came over before; the rest follows.`]),
	];
}
