import { describe, expect, test } from 'vitest';
import { containerOf, rootOf, unitOf } from '../../source/domain/cgroup.ts';

const id = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const short = '0123456789ab';

describe('unit of a cgroup', () => {
	test.each([
		['/system.slice/nginx.service', 'nginx.service'],
		['/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
		['/system.slice/nginx.service/worker', 'nginx.service'],
		['/user.slice/user-1000.slice/user@1000.service/app.slice/app-foo.service', 'user@1000.service'],
		['/user.slice/user-0.slice/session-3.scope', 'session-3.scope'],
		['/init.scope', 'init.scope'],
		['/machine.slice/systemd-nspawn@web.service/payload/system.slice/cron.service', 'systemd-nspawn@web.service'],
		[`/system.slice/docker-${id}.scope`, `docker-${id}.scope`],
		['/system.slice/_cpu.service', 'cpu.service'],
		['/../../system.slice/cron.service', 'cron.service'],
		['/system.slice/cron.service (deleted)', 'cron.service'],
		['/', null],
		['', null],
		['/system.slice', null],
		[`/docker/${id}`, null],
		['/lxc/web', null],
	])('%s → %s', (path, unit) => {
		expect(unitOf(path)).toBe(unit);
	});
});

test('a system inside another one’s cgroup is seen from its own root', () => {
	const root = rootOf('/lxc/web/init.scope');
	expect(root).toBe('/lxc/web');
	expect(unitOf('/lxc/web/system.slice/cron.service', root)).toBe('cron.service');
	expect(unitOf('/system.slice/cron.service', root)).toBeNull();
	expect([rootOf('/init.scope'), rootOf('/'), rootOf('/docker/1'), rootOf(null)]).toEqual(['', '', '', '']);
});

describe('container of a cgroup', () => {
	test.each([
		[`/docker/${id}`, short],
		[`/system.slice/docker-${id}.scope`, short],
		[`/machine.slice/libpod-${id}.scope/container`, short],
		[`/libpod_parent/libpod-${id}`, short],
		[`/machine.slice/libpod-conmon-${id}.scope`, null],
		[`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-${id}.scope`, short],
		[`/kubepods.slice/kubepods-pod1.slice/crio-${id}.scope`, short],
		[`/kubepods.slice/kubepods-pod1.slice/crio-conmon-${id}.scope`, null],
		[`/kubepods/besteffort/pod123/${id}`, short],
		[`/system.slice/containerd.service/kubepods-besteffort-pod1.slice:cri-containerd:${id}`, short],
		['/lxc/web', 'web'],
		['/lxc.payload.web/system.slice/cron.service', 'web'],
		['/lxc.payload/web', 'web'],
		['/lxc.monitor.web', null],
		['/machine.slice/systemd-nspawn@web\\x2d1.service/payload', 'web-1'],
		['/machine.slice/machine-web\\x2d1.scope', 'web-1'],
		['/machine.slice/machine-qemu\\x2d1\\x2dweb.scope', null],
		['/system.slice/docker.service', null],
		['/', null],
	])('%s → %s', (path, container) => {
		expect(containerOf(path)).toBe(container);
	});
});
