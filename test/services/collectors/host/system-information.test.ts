import { describe, expect, it } from 'vitest';
import { hostDataSchema } from '../../../../source/documents/host-schema.ts';
import { createFactReaders } from '../../../../source/services/collectors/host/readers.ts';
import { withSystemInformation } from '../../../../source/services/collectors/host/system-information.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';

const signal = new AbortController().signal;
const readers = withSystemInformation(createFactReaders());

describe('a machine without /proc', () => {
	it('is asked by systeminformation, and its answers fit the document', async () => {
		const transport = createFakeTransport({});
		const names = ['hardware', 'virtualization', 'addresses', 'filesystems', 'disks', 'gpus', 'users'] as const;
		for (const name of names) {
			const result = await readers[name].read(transport, signal, () => {});
			const value = result.ok ? result.value.value : expect.fail(`${name}: ${result.error.message}`);
			const data = name === 'virtualization' ? value : { [name]: value };
			expect(hostDataSchema.partial().parse(data)).toEqual(data);
		}
		const identity = await readers.identity.read(transport, signal, () => {});
		expect(identity.ok && identity.value.value.uptimeSeconds).toBeGreaterThan(0);
	});
	it('is the only one that is asked that way', async () => {
		const transport = createFakeTransport({ files: { '/proc/stat': '', '/proc/mdstat': '' } });
		const result = await readers.disks.read(transport, signal, () => {});
		expect(result).toMatchObject({ ok: false, error: { code: 'unavailable' } });
	});
});
