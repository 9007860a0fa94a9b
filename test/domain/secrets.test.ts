import { describe, expect, test } from 'vitest';
import {
	compileSecretPatterns,
	isSecretName,
	maskArguments,
	maskEnvironment,
	maskText,
} from '../../source/domain/secrets.ts';

function mask(line: string): string {
	return maskArguments(line.split(' ')).join(' ');
}

describe('arguments', () => {
	test.each([
		['app --password hunter2 -v', 'app --password *** -v'],
		['app --password=hunter2 -v', 'app --password=*** -v'],
		['app --db-password hunter2', 'app --db-password ***'],
		['java -Dspring.datasource.password=hunter2 -jar a.jar', 'java -Dspring.datasource.password=*** -jar a.jar'],
		['app --token abc --api-key def --client-secret ghi', 'app --token *** --api-key *** --client-secret ***'],
		['app --apikey=abc', 'app --apikey=***'],
		['mysql -uroot -phunter2 shop', 'mysql -uroot -p*** shop'],
		['/usr/bin/mysqldump -u root -phunter2 shop', '/usr/bin/mysqldump -u root -p*** shop'],
		['sudo -u app mysql -phunter2', 'sudo -u app mysql -p***'],
		['sshpass -p hunter2 ssh web1', 'sshpass -p *** ssh web1'],
		['sshpass -phunter2 ssh web1', 'sshpass -p*** ssh web1'],
		['mysql -psecret shop', 'mysql -p*** shop'],
		['redis-cli -a hunter2 ping', 'redis-cli -a *** ping'],
		['curl -u admin:hunter2 https://web1/', 'curl -u admin:*** https://web1/'],
		['curl --user admin:hunter2 https://web1/', 'curl --user admin:*** https://web1/'],
		['smbclient //nas/x -U bob%hunter2', 'smbclient //nas/x -U bob%***'],
		['ldapsearch -x -w hunter2', 'ldapsearch -x -w ***'],
		['docker login -u bob -p hunter2', 'docker login -u bob -p ***'],
		['docker run -e MYSQL_ROOT_PASSWORD=hunter2 mysql', 'docker run -e MYSQL_ROOT_PASSWORD=*** mysql'],
		['env PGPASSWORD=hunter2 psql', 'env PGPASSWORD=*** psql'],
		['git clone https://bob:hunter2@git.example/x.git', 'git clone https://bob:***@git.example/x.git'],
		['git clone https://ghp_abcdefghijklmnopqrstuvwx@github.com/x', 'git clone https://***@github.com/x'],
		['curl https://x.example/?access_token=abc&page=2', 'curl https://x.example/?access_token=***&page=2'],
		['psql host=db password=hunter2 user=bob', 'psql host=db password=*** user=bob'],
	])('hides the secret in `%s`', (line, expected) => {
		expect(mask(line)).toBe(expected);
	});

	test.each([
		['a header', ['curl', '-H', 'Authorization: Bearer abcdefghij'], ['curl', '-H', 'Authorization: Bearer ***']],
		[
			'a shell string',
			['sh', '-c', 'mysql -uroot -phunter2 < a; echo ok'],
			['sh', '-c', 'mysql -uroot -p*** < a; echo ok'],
		],
		['a shell variable', ['sh', '-c', 'cd /srv; PASSWORD=hunter2 run'], ['sh', '-c', 'cd /srv; PASSWORD=*** run']],
		['a value with spaces', ['docker', '-e', 'PASSWORD=two words'], ['docker', '-e', 'PASSWORD=***']],
		['a title', ['app --password hunter2 serve'], ['app --password *** serve']],
		['an empty value', ['app', '--password='], ['app', '--password=']],
	])('hides what has to be hidden in %s', (_, args, expected) => {
		expect(maskArguments(args)).toEqual(expected);
	});

	test.each([
		'ssh -p 22 web1',
		'docker run -p 80:80 nginx',
		'nginx -p /srv/nginx',
		'app --password-file /etc/secret --no-password --max-tokens 5',
		'ansible-playbook --ask-pass site.yml',
		'mysql -p shop',
		'mysqld --datadir=/var/lib/mysql --port=3306',
		'curl https://web1:8443/path',
		'nginx: worker process',
		'bypass 12',
	])('leaves `%s` as it is', (line) => {
		const args = line.split(' ');
		expect(maskArguments(args)).toBe(args);
	});

	test('patterns of the settings hide their first group, across arguments too', () => {
		const { patterns, invalid } = compileSecretPatterns(['--pin (\\d+)', 'zz-\\w+', '(']);
		expect(maskArguments(['app', '--pin', '1234', 'zz-top'], patterns)).toEqual(['app', '--pin', '***', '***']);
		expect(invalid).toEqual(['(']);
	});

	test('any words are taken, however odd', () => {
		const words = [
			'',
			'-',
			'--',
			'=',
			'--password',
			'-p',
			"'",
			'"',
			'://@',
			'\n',
			'\u001B[2J',
			'constructor',
			'__proto__',
		];
		for (const first of words) {
			for (const second of words) {
				expect(maskArguments([first, second, first])).toHaveLength(3);
			}
		}
	});

	test('a long argument costs time in proportion to its length', () => {
		const before = performance.now();
		maskArguments(['sh', '-c', 'a:'.repeat(50_000), `${'a://'.repeat(20_000)}`, '"password'.repeat(10_000)]);
		expect(performance.now() - before).toBeLessThan(3000);
	});
});

describe('environment and text', () => {
	test('values of secret names are hidden, others are kept', () => {
		expect(maskEnvironment(['HOME=/root', 'AWS_SECRET_ACCESS_KEY=abc', 'DATABASE_URL=pg://a:b@c/d', 'TOKEN='])).toEqual(
			['HOME=/root', 'AWS_SECRET_ACCESS_KEY=***', 'DATABASE_URL=pg://a:***@c/d', 'TOKEN='],
		);
	});

	test('names are judged by their last word', () => {
		expect(['GITHUB_TOKEN', 'pgpassword', '--api-key', 'client_secret'].every(isSecretName)).toBe(true);
		expect(['PATH', 'TOKENIZER', 'PASSENGERS', 'MONKEY', '--token-file', 'KEYBOARD'].some(isSecretName)).toBe(false);
	});

	test('JSON in a text is understood', () => {
		expect(maskText('{"user":"bob","password":"hunter2","port":1}')).toBe('{"user":"bob","password":***,"port":1}');
	});
});
