import { describe, expect, it } from 'vitest';
import { succeed } from '../../../source/domain/result.ts';
import { openServices } from '../../support/open-services.ts';
import { fakeOperationResult, fakePlan } from '../../support/render-at.tsx';

describe('the form', () => {
	const fill = async (fake: ReturnType<typeof openServices>['fake'], text: string) => {
		await fake.press('Ctrl+U');
		await fake.type(text);
	};

	it('completes the name of a unit, takes a verb, and plans it', async () => {
		const { fake, plans, lines } = openServices(120, 30);
		await fake.press('A');
		await fill(fake, 'ngi');
		await fake.press('Tab');
		expect(lines().join('\n')).toContain('nginx.service');
		await fake.press('Tab', 'Left', 'Enter');
		expect(plans()).toEqual([{ type: 'service', verb: 'stop', unit: 'nginx.service', manager: 'systemd' }]);
		expect(lines().join('\n')).toContain('(•) stop');
	});

	it('refuses a name that no unit has and changes nothing, with the nearest', async () => {
		const { fake, plans, lines } = openServices(120, 30);
		await fake.press('A');
		await fill(fake, 'ngnix.service');
		await fake.press('Enter');
		expect(plans()).toEqual([]);
		expect(lines().join('\n')).toContain('There is no unit ngnix.service. Did you mean nginx.service?');
	});

	it('runs a command of one’s own as argv within a time limit, and closes', async () => {
		const { fake, plans, lines, questions } = openServices(120, 30, {
			answers: { confirm: [{ kind: 'yes' }] },
			actions: {
				plan: async (operation) => succeed(fakePlan({ operation, title: 'Run supervisorctl on web1' })),
				perform: async () => fakeOperationResult({ output: 'shop: started\n' }),
			},
		});
		await fake.press('A', 'Down', 'Down');
		await fake.type('supervisorctl -c "/etc/my conf" restart all; id');
		expect(lines().join('\n')).toContain('No shell is used: ;');
		await fake.press('Down');
		await fill(fake, '5');
		await fake.press('Enter');
		await fake.press();
		expect(plans()).toEqual([
			{
				type: 'run',
				command: { file: 'supervisorctl', args: ['-c', '/etc/my conf', 'restart', 'all;', 'id'] },
				timeoutMs: 5000,
			},
		]);
		expect(questions()).toEqual(['confirm', 'showText']);
		expect(lines().join('\n')).not.toContain('Or run');
	});

	it('stays open with what was typed when it was not confirmed', async () => {
		const { fake, lines } = openServices(120, 30);
		await fake.press('A', 'Down', 'Down');
		await fake.type('uptime');
		await fake.press('Enter');
		await fake.press();
		expect(lines().join('\n')).toContain('uptime');
	});

	it.each(['0', '86401', 'soon', ''])('refuses %j as a time limit', async (seconds) => {
		const { fake, plans, lines } = openServices(120, 30);
		await fake.press('A', 'Down', 'Down');
		await fake.type('uptime');
		await fake.press('Down');
		await fill(fake, seconds);
		await fake.press('Enter');
		expect(plans()).toEqual([]);
		expect(lines().join('\n')).toContain('from 1 to 86400');
	});

	it('is not sent by pasted or typed-ahead keys', async () => {
		const { fake, plans } = openServices(120, 30);
		await fake.press('A');
		fake.router.dispatch({ key: 'Enter', text: '', isBurst: true, atMs: 0 });
		await fake.press();
		expect(plans()).toEqual([]);
	});

	it('owns every key but leaves with Esc', async () => {
		const { fake, plans, lines } = openServices(120, 30);
		await fake.press('A', 'R', 'q', 'Esc');
		expect(plans()).toEqual([]);
		expect(lines().join('\n')).not.toContain('Or run');
	});
});
