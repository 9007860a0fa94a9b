import { describe, expect, test } from 'vitest';
import { createSummaryCollector } from '../../../source/services/collectors/summary-collector.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';

const signal = new AbortController().signal;

const files = {
	'/proc/sys/kernel/hostname': 'web1\n',
	'/etc/os-release': 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
	'/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
	'/proc/sys/kernel/random/boot_id': '0b6d4c9a-0000-4000-8000-000000000001\n',
	'/proc/uptime': '1472.24 2752.59\n',
	'/proc/loadavg': '0.42 0.31 0.28 1/101 8665\n',
};

describe('the summary of a host', () => {
	test('has what the header shows', async () => {
		const summary = await createSummaryCollector().collect(createFakeTransport({ files }), undefined, signal);
		expect(summary).toEqual({
			ok: true,
			value: {
				hostname: 'web1',
				osName: 'Debian 12',
				kernelRelease: '6.1.0-18-amd64',
				bootId: '0b6d4c9a-0000-4000-8000-000000000001',
				uptimeSeconds: 1472.24,
				load: [0.42, 0.31, 0.28],
				failedUnits: null,
			},
		});
	});

	test('reads only two files once it knows the host', async () => {
		const transport = createFakeTransport({ files });
		const collector = createSummaryCollector();
		await collector.collect(transport, undefined, signal);
		const first = transport.count('readFiles');
		await collector.collect(transport, undefined, signal);
		expect(transport.count('readFiles') - first).toBe(2);
	});

	test('is all null, and no failure, where there is no /proc', async () => {
		const summary = await createSummaryCollector().collect(createFakeTransport(), undefined, signal);
		expect(summary.ok && Object.values(summary.value).every((value) => value === null)).toBe(true);
	});
});
