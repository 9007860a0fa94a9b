import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../../../source/domain/result.ts';
import { openScreen } from '../../support/open-screen.tsx';
import type { FakeConsoleOptions } from '../../support/render-at.tsx';
import { sampleNet, sampleSocket } from '../../support/sample-net.ts';

const gap = {
	field: 'sockets[].owners',
	code: 'permission' as const,
	message: 'The owner of 1 socket may be one of 80 processes whose descriptors this user may not read.',
	hint: 'Run opsdash as root to see more.',
};

function open(columns: number, rows: number, options: FakeConsoleOptions = {}, data = sampleNet()) {
	const opened = openScreen('network', [columns, rows], data, options, [gap]);
	return { ...opened, text: () => opened.lines().join('\n') };
}

describe('the Network tab', () => {
	for (const [columns, rows] of [
		[300, 96],
		[160, 40],
		[120, 36],
		[80, 20],
		[40, 11],
	] as const) {
		it(`fills ${columns}x${rows} and never more`, async () => {
			const { fake, expectToFill } = open(columns, rows);
			for (const keys of [[], ['v'], ['v'], ['v'], ['Enter'], ['Esc', 'v'], ['v', 'Enter']]) {
				await fake.press(...keys);
				expectToFill();
			}
		});
	}

	it('shows views with their counts, sockets by state and rates of interfaces', () => {
		const { lines } = open(120, 36);
		expect(lines()[0]).toBe(' Sockets 8   Listening 5   Unix   Interfaces 3   Routes 6');
		expect(lines()[1]).toBe(' TCP  4 LISTEN  1 ESTAB  1 TIME-WAIT  1 CLOSE-WAIT    UDP  1 UNCONN');
		expect(lines()[2]).toBe(' eth0 rx 1.2M/s tx 310K/s');
	});

	it('keeps identity and state of a socket on a small terminal', () => {
		const { text } = open(40, 11);
		expect(text()).toContain('LISTEN     0.0.0.0:22       612 sshd');
		expect(text()).toContain('[2001:…5678]:443');
	});

	it('shows a socket without an owner empty, and one whose owner may not be read with a dash', () => {
		const { lines } = open(120, 36);
		expect(lines().find((line) => line.includes('TIME-WAIT  192'))).toMatch(/40000 +0 +0$/);
		expect(lines().find((line) => line.includes(':3306'))).toMatch(/ – {2,}mysql/);
	});

	it('shows names of a host without what would drive the terminal', () => {
		const { view, text } = open(170, 36);
		expect(view.painted()).not.toContain('\u001B[31m');
		expect(text()).toContain('2114 a^[[31mpp<U+202E>');
	});

	it('has a column of containers only where there are some', async () => {
		const { text, refresh } = open(160, 36);
		expect(text()).not.toContain('CONTAINER');
		await refresh(sampleNet({ sockets: [sampleSocket({ container: 'web' })] }));
		expect(text()).toContain('CONTAINER');
	});
});

describe('states of the reading', () => {
	it('says what it waits for', () => {
		expect(open(80, 20, { readings: { network: { state: 'waiting' } } }).text()).toContain('Reading sockets …');
	});

	it('says why there is nothing', () => {
		const failed = fail('unavailable', 'There is no /proc on this host.');
		const { text } = open(80, 20, { readings: { network: { state: 'failed', error: failed.error } } });
		expect(text()).toContain('There is no /proc on this host.');
	});

	it('keeps the last rows when a refresh failed, and says so', () => {
		const { error } = fail('timeout', 'network was not read within 5 s');
		const stale = { state: 'stale', value: { data: sampleNet(), problems: [] }, takenAtMs: 0, error } as const;
		const { text } = open(120, 20, { readings: { network: stale } });
		expect(text()).toContain('network was not read within 5 s');
		expect(text()).toContain('612 sshd');
	});

	it('counts gaps, and tells them on demand', async () => {
		const { fake, text } = open(120, 36);
		expect(text()).toContain('1 gap (!)');
		await fake.press('!');
		expect(fake.questions.at(-1)?.args[1]).toEqual([
			'sockets[].owners: The owner of 1 socket may be one of 80 processes whose descriptors this user may not read.',
			'    Run opsdash as root to see more.',
		]);
	});

	it('has a sentence for a host without sockets', () => {
		expect(open(80, 20, {}, sampleNet({ sockets: [], counts: {} })).text()).toContain('There are no sockets.');
	});
});

describe('views', () => {
	it('turn with v and V, and with the arrows', async () => {
		const { fake, text } = open(120, 36);
		await fake.press('v');
		expect(text()).not.toMatch(/tcp +ESTAB/);
		await fake.press('Right');
		expect(text()).toContain('PATH');
		await fake.press('v', 'v');
		expect(text()).toContain('neighbour');
		await fake.press('V', 'Left');
		expect(text()).toContain('PATH');
	});

	it('ask for unix sockets only while they are looked at', async () => {
		const { fake } = open(120, 36);
		await fake.press('v', 'v', 'v');
		const needs = fake.calls.filter(({ name }) => name === 'setNeeds').map(({ args }) => args[1]);
		expect(needs).toEqual([
			{ network: { withUnix: false } },
			{ network: { withUnix: true } },
			{ network: { withUnix: false } },
		]);
	});

	it('keep their own selection and sort', async () => {
		const { fake, selected } = open(120, 36);
		await fake.press('Down', 'Down', 'v', 'V');
		expect(selected()).toContain(':3306');
	});
});

describe('the list of sockets', () => {
	it('is filtered by program, port, address and state', async () => {
		const { fake, text } = open(120, 36);
		await fake.press('/');
		await fake.type('nginx :51234');
		expect(text()).toContain('1 of 1');
		await fake.press('Enter', 'Esc', '/');
		await fake.type('/^tcp6/ !listen');
		expect(text()).toContain('CLOSE-WAIT');
		expect(text()).toContain('1 of 1');
		await fake.press('Esc');
		expect(text()).toContain('1 of 8');
	});

	it('follows the selected socket when others come and go, into TIME-WAIT too', async () => {
		const connection = sampleSocket({ key: 'a', state: 'ESTAB', peerAddress: '10.0.0.1', peerPort: 1 });
		const { fake, selected, refresh } = open(120, 36, {}, sampleNet({ sockets: [sampleSocket(), connection] }));
		await fake.press('Down');
		await refresh(
			sampleNet({ sockets: [sampleSocket({ key: 'n', localPort: 9 }), { ...connection, state: 'TIME-WAIT' }] }),
		);
		expect(selected()).toContain('TIME-WAIT');
	});

	it('sorts by the column chosen, and inverts', async () => {
		const { fake, selected } = open(120, 36, { answers: { choose: ['send', 'state'] } });
		await fake.press('s', 'Home');
		expect(selected()).toContain('51234');
		await fake.press('s', 'I', 'Home');
		expect(selected()).toContain('UNCONN');
	});

	it('copies the row, an address or a command', async () => {
		const { fake } = open(160, 36, { answers: { choose: ['row', 'command'] } });
		await fake.press('y', 'G', 'y');
		expect(fake.copied[0]).toBe('tcp\tLISTEN\t0.0.0.0:22\t*\t0\t–\t612 sshd\troot\tssh');
		expect(fake.copied[1]).toBe(
			"ss -tanpi src '[2001:db8:1234:5678:9abc:def0:1234:5678]:443' dst '[2001:db8:ffff:ffff:ffff:ffff:ffff:1]:65535'",
		);
		expect(fake.toasts()).toContain('Sent to the terminal’s clipboard.');
	});

	it('answers the mouse: the wheel scrolls, a click selects or sorts', async () => {
		const { fake, selected } = open(120, 8);
		await fake.mouse({ kind: 'press', column: 20, row: 5 });
		expect(selected()).toContain(':3306');
		await fake.mouse({ kind: 'wheel-down', column: 0, row: 0 });
		await fake.mouse({ kind: 'press', column: 12, row: 2 });
		expect(fake.store.getState().screenStates['network']).toMatchObject({ sorts: { sockets: { column: 'state' } } });
	});
});

describe('pivots', () => {
	it('go from a socket to its processes', async () => {
		const { fake } = open(120, 36);
		await fake.press('Down', 'o');
		expect(fake.store.getState()).toMatchObject({
			tab: 'top',
			pivot: { tab: 'top', pids: [1790, 1791, 1792, 1793], label: 'processes of tcp 0.0.0.0:80' },
		});
	});

	it('go from a socket to its unit', async () => {
		const { fake } = open(120, 36);
		await fake.press('u');
		expect(fake.store.getState()).toMatchObject({ tab: 'services', pivot: { tab: 'services', unit: 'ssh.service' } });
	});

	it('say why there is nowhere to go', async () => {
		const { fake } = open(120, 36);
		await fake.press('Down', 'Down', 'o', 'G', 'Up', 'o', 'u');
		expect(fake.toasts()).toEqual([
			'Who holds this socket may not be read by this user; ! says why.',
			'No process holds this socket.',
			'This socket belongs to no unit that is known.',
		]);
		expect(fake.store.getState().tab).toBe('network');
	});

	it('come in with processes, whose unix sockets are shown too, and Esc shows all again', async () => {
		const pivot = { tab: 'network', filter: '', pids: [1, 612], label: 'sockets of 2 processes' } as const;
		const { fake, text } = open(120, 36, { state: { pivot } });
		await fake.press();
		expect(text()).toContain('sockets of 2 processes');
		expect(text()).toContain('/run/dbus/');
		expect(text()).toContain('1 of 2');
		expect(fake.store.getState().pivot).toBeNull();
		await fake.press('Esc');
		expect(text()).toContain('1 of 8');
	});

	it('come in with a filter', async () => {
		const pivot = { tab: 'network', filter: ':22', pids: null, label: '' } as const;
		const { fake, text } = open(120, 36, { state: { pivot } });
		await fake.press();
		expect(text()).toContain('/:22');
		expect(text()).toContain('1 of 1');
	});
});

describe('details', () => {
	const readConnection = async () =>
		succeed({
			figures: [
				{ name: 'cubic', value: 'yes' },
				{ name: 'rtt', value: '0.3/0.1' },
			],
			problems: [],
		});

	it('stand over the list on a narrow terminal, with what ss -i says', async () => {
		const { fake, text, lines } = open(80, 30, { actions: { readConnection } });
		await fake.press('Home', 'Down', 'Down', 'Down', 'Down', 'Down', 'Enter');
		expect(text()).toContain('tcp 192.0.2.2:80');
		expect(text()).not.toContain('612 sshd');
		expect(text()).toContain('sent          1448 bytes not yet acknowledged');
		const names = lines().filter((line) => /^ (rtt|cubic) /.test(line));
		expect(names).toEqual([' rtt           0.3/0.1', ' cubic         yes']);
		await fake.press('Esc');
		expect(text()).toContain('612 sshd');
	});

	it('stand beside it on a wide one and follow the selection', async () => {
		const { fake, text } = open(160, 30);
		await fake.press('Enter');
		expect(text()).toContain('│ tcp 0.0.0.0:22');
		await fake.press('Down');
		expect(text()).toContain('│ Owners  4');
	});

	it('stay with their socket when another comes first in the list, and are gone into by a second press', async () => {
		const { fake, text, refresh } = open(160, 30);
		await fake.press('Enter');
		await refresh(sampleNet({ sockets: [sampleSocket({ key: 'n', localPort: 9 }), ...sampleNet().sockets] }));
		expect(text()).toContain('│ tcp 0.0.0.0:22');
		await fake.press('Enter', 'Down');
		expect(text()).toContain('│ tcp 0.0.0.0:22');
	});

	it('say why an owner is not known', async () => {
		const { fake, text } = open(160, 30);
		await fake.press('Down', 'Down', 'Enter');
		expect(text()).toContain('The owner of 1 socket may be one of 80');
		expect(text()).toContain('Run opsdash as root');
	});

	it('say why ss tells nothing', async () => {
		const none = async () => fail('unavailable', 'There is no ss on this host.', 'Install iproute2.');
		const { fake, text } = open(80, 30, { actions: { readConnection: none } });
		await fake.press('G', 'Enter');
		expect(text()).toContain('There is no ss on this host. Install iproute2.');
	});

	it('ask once at a time, and again at the next refresh', async () => {
		const { fake, refresh } = open(160, 30, { actions: { readConnection } });
		await fake.press('G', 'Enter');
		await refresh(sampleNet(), 5);
		await fake.press('Left');
		expect(fake.calls.filter(({ name }) => name === 'readConnection')).toHaveLength(2);
	});

	it('of a socket that is gone say so', async () => {
		const { fake, text, refresh } = open(80, 30);
		await fake.press('Enter');
		await refresh(sampleNet({ sockets: [] }));
		expect(text()).toContain('It is no longer there.');
	});

	it('of interfaces and routes have all fields', async () => {
		const { fake, text } = open(80, 40);
		await fake.press('V', 'V', 'Down', 'Enter');
		expect(text()).toContain('speed         1Gbit/s');
		await fake.press('Esc', 'v', 'Enter');
		expect(text()).toContain('gateway       192.0.2.1');
	});
});
