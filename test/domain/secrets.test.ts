import { describe, expect, test } from 'vitest';
import {
	compileSecretPatterns,
	isSecretName,
	maskArguments,
	maskEnvironment,
	maskLine,
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
		['redis-server --requirepass hunter2', 'redis-server --requirepass ***'],
		['ssh web1 mysql -phunter2', 'ssh web1 mysql -p***'],
		['flock /run/x mysqldump -phunter2', 'flock /run/x mysqldump -p***'],
		['rabbitmqctl add_user bob hunter2', 'rabbitmqctl add_user bob ***'],
		['git clone https://x-access-token:hunter2@example.com/a', 'git clone https://x-access-token:***'],
		['openssl passwd hunter2', 'openssl passwd ***'],
		['openssl passwd -6 hunter2', 'openssl passwd -6 ***'],
		['openssl passwd -apr1 hunter2', 'openssl passwd -apr1 ***'],
		['sudo rabbitmqctl change_password bob hunter2', 'sudo rabbitmqctl change_password bob ***'],
		['vault login hunter2', 'vault login ***'],
		['aws configure set aws_secret_access_key hunter2', 'aws configure set aws_secret_access_key ***'],
		['htpasswd -b users bob hunter2', 'htpasswd -b users bob ***'],
		['useradd -m -p hunter2 bob', 'useradd -m -p *** bob'],
		['keytool -list -storepass hunter2', 'keytool -list -storepass ***'],
		['nmcli dev wifi connect home password hunter2', 'nmcli dev wifi connect home password ***'],
		['wpa_passphrase home hunter2', 'wpa_passphrase home ***'],
		['ngrok authtoken hunter2', 'ngrok authtoken ***'],
		['lftp -u bob,hunter2 nas', 'lftp -u bob,*** nas'],
		['etcdctl --user root:hunter2 get x', 'etcdctl --user root:*** get x'],
		['sqlplus scott/hunter2@db', 'sqlplus scott/***@db'],
		['oc login -u bob -p hunter2', 'oc login -u bob -p ***'],
		['snmpget -v3 -u bob -A hunter2 -X hunter2 web1', 'snmpget -v3 -u bob -A *** -X *** web1'],
		['xfreerdp /v:web1 /p:hunter2', 'xfreerdp /v:web1 /p:***'],
		['cvs -d:pserver:bob:hunter2@web1:/x co', 'cvs -d:pserver:bob:***@web1:/x co'],
		['tailscale up --authkey hunter2', 'tailscale up --authkey ***'],
		['terraform apply -var db_password=hunter2', 'terraform apply -var db_password=***'],
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
		['a loop', ['sh', '-c', 'while true; do mysql -phunter2; done'], ['sh', '-c', 'while true; do mysql -p***; done']],
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

describe('a line that may hold a command', () => {
	test.each([
		[
			'{ path=/usr/bin/app ; argv[]=/usr/bin/app --password hunter2 -v ; ignore_errors=no }',
			'{ path=/usr/bin/app ; argv[]=/usr/bin/app --password *** -v ; ignore_errors=no }',
		],
		['ExecStart=/usr/bin/redis-server --requirepass hunter2', 'ExecStart=/usr/bin/redis-server --requirepass ***'],
		['ExecStart=-/usr/bin/mysqldump -phunter2 shop', 'ExecStart=-/usr/bin/mysqldump -p*** shop'],
		['Environment="API_TOKEN=hunter2" LANG=C', 'Environment="API_TOKEN=***" LANG=C'],
		['mysqldump -uroot -phunter2 shop >/srv/x', 'mysqldump -uroot -p*** shop >/srv/x'],
		[
			'sudo: ada : PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql -phunter2 shop',
			'sudo: ada : PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql -p*** shop',
		],
		['GET /?access_token=hunter2 HTTP/1.1', 'GET /?access_token=*** HTTP/1.1'],
	])('%s', (line, expected) => {
		expect(maskLine(line)).toBe(expected);
	});

	test.each([
		'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.1  user=root',
		'ExecStart=/usr/sbin/sshd -D $SSHD_OPTS',
		'Started A high performance web server.',
		'[Service]',
		'',
	])('leaves %j as it is', (line) => {
		expect(maskLine(line)).toBe(line);
	});

	test('and what the settings cover is hidden too', () => {
		expect(maskLine('pin is 4711 today', compileSecretPatterns(['pin is (\\d+)']).patterns)).toBe('pin is *** today');
	});
});
