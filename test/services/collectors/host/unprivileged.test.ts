import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import type { HostView } from '../../../../source/documents/host.ts';
import { hostDataSchema } from '../../../../source/documents/host-schema.ts';
import { testWhen } from '../../../support/requires.ts';
import { run } from '../../../support/run.ts';

const nobody = 65_534;
const path = (name: string) => fileURLToPath(new URL(`../../../../source/${name}`, import.meta.url));

/** Reads this machine and prints the view: what a user may see is decided per process, so it has to be one of that user. */
const program = `
	import { createLocalTransport } from '${path('services/transports/local-transport.ts')}';
	import { createHostCollector } from '${path('services/collectors/host-collector.ts')}';
	import { buildHost } from '${path('documents/host.ts')}';
	const transport = createLocalTransport({ stateDirectory: '/nonexistent' });
	const collector = createHostCollector();
	const facts = await collector.collect(transport, { waitMs: 8000 }, new AbortController().signal);
	console.log(JSON.stringify(buildHost(facts.value)));
	collector.close();
	await transport.close();
`;

describe('the facts of a host, read by an ordinary user', () => {
	testWhen(
		{ root: true },
		'are all there but for what is closed, which says so',
		async () => {
			const args = ['--input-type=module', '-e', program];
			const { stdout, stderr } = await run(process.execPath, args, { uid: nobody, cwd: '/' });
			const { data, problems }: HostView = JSON.parse(stdout || expect.fail(stderr));
			expect(hostDataSchema.strict().parse(data)).toEqual(data);
			expect(data.filesystems?.find(({ mountPoint }) => mountPoint === '/')?.usedBytes).toBeGreaterThan(0);
			expect(data.hardware.threads).toBeGreaterThan(0);
			const closed = problems.filter(({ code }) => code === 'permission').map(({ field }) => field);
			expect(closed).toEqual(expect.arrayContaining(['outdatedProcesses', 'deletedOpenFiles']));
			const named = problems.map(({ field }) => field.split(/[.[]/)[0]);
			for (const [name, value] of Object.entries(data)) if (value === null) expect(named).toContain(name);
		},
		20_000,
	);
});
