// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/webhook_sender.h"
#include "backend/jobs/webhook_target.h"

#include <QTest>

using namespace heddle;

class WebhookTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void partsOfAUrl() {
    const auto where = jobs::checkWebhook({}, "https://Hooks.Example.com./a%20b?x=1#part");
    QVERIFY(where.has_value());
    QVERIFY(where->tls);
    QCOMPARE(where->host, std::string("hooks.example.com"));
    QCOMPARE(int{where->port}, 443);
    QCOMPARE(where->target, std::string("/a%20b?x=1"));
    const auto plain = jobs::checkWebhook({}, "http://[2001:db8::1]:8080");
    QVERIFY(plain.has_value());
    QVERIFY(!plain->tls);
    QCOMPARE(plain->host, std::string("2001:db8::1"));
    QCOMPARE(int{plain->port}, 8080);
    QCOMPARE(plain->target, std::string("/"));
  }

  void pathLeadsToTheServerItself() {
    core::WebhookPolicy policy;
    policy.ownPort = 2024;
    QVERIFY(!jobs::checkWebhook(policy, "/done"));
    policy.disableLoopback = false;
    const auto where = jobs::checkWebhook(policy, "/done?x");
    QVERIFY(where.has_value());
    QCOMPARE(where->host, std::string("127.0.0.1"));
    QCOMPARE(int{where->port}, 2024);
    QCOMPARE(where->target, std::string("/done?x"));
  }

  void addresses() {
    const core::WebhookPolicy policy;
    for (const char* refused : {"127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "0.1.2.3",
                                "::", "169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "nonsense", ""})
      QVERIFY2(!jobs::mayConnectTo(policy, refused), refused);
    for (const char* allowed : {"10.0.0.7", "192.168.1.1", "93.184.216.34", "2001:db8::1", "128.0.0.1"})
      QVERIFY2(jobs::mayConnectTo(policy, allowed), allowed);
    core::WebhookPolicy open;
    open.disableLoopback = false;
    QVERIFY(jobs::mayConnectTo(open, "127.0.0.1"));
  }

  void pauses() {
    QCOMPARE(jobs::webhookPause(1)->count(), 1);
    QCOMPARE(jobs::webhookPause(5)->count(), 600);
    QVERIFY(!jobs::webhookPause(6));
    QVERIFY(!jobs::webhookPause(0));
  }
};

QTEST_APPLESS_MAIN(WebhookTest)
#include "webhook_test.moc"
