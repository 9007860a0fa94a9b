import { expect, test } from 'vitest';
import { nameSupervisords } from '../../../source/services/service-managers/supervisord/supervisord-places.ts';

test('the one with a usual configuration is the machine’s own and comes first', () => {
	expect(nameSupervisords(['/srv/shop/supervisord.conf', '/etc/supervisor/supervisord.conf'])).toEqual([
		['/etc/supervisor/supervisord.conf', 'supervisord'],
		['/srv/shop/supervisord.conf', 'supervisord:shop'],
	]);
});

test('one by itself has the name that it has among others', () => {
	expect(nameSupervisords(['/srv/shop/supervisord.conf'])).toEqual([
		['/srv/shop/supervisord.conf', 'supervisord:shop'],
	]);
	expect(nameSupervisords(['/etc/till.ini'])).toEqual([['/etc/till.ini', 'supervisord:till']]);
});

test('two that would have one name are told by their paths, and no odd letter comes into a name', () => {
	expect(nameSupervisords(['/a/shop/supervisord.conf', '/b/shop/supervisor.conf', '/c/x y;$(id).conf'])).toEqual([
		['/a/shop/supervisord.conf', 'supervisord:a-shop-supervisord.conf'],
		['/b/shop/supervisor.conf', 'supervisord:b-shop-supervisor.conf'],
		['/c/x y;$(id).conf', 'supervisord:x-y-id-'],
	]);
});
