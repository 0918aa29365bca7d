// SPDX-License-Identifier: Apache-2.0
// The form of a schema and its JSON, kept in step; and what the Run dialog sends.
#include "models/values/value_text.h"
#include "ui/panels/form/json_form.h"
#include "ui/panels/run_dialog/run_dialog.h"
#include "ui/panels/run_dialog/run_options_form.h"
#include "ui/widgets/json_edit.h"
#include "ui/widgets/text_label.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace heddle;
using panels::JsonForm;

namespace {

template <typename Widget>
Widget* named(const QWidget& page, const char* name) {
  for (auto* widget : page.findChildren<Widget*>()) {
    if (widget->accessibleName() == QString::fromUtf8(name) && !widget->isHidden()) return widget;
  }
  return nullptr;
}

wire::Value json(const char* text) {
  return wire::parseJson(text).value();
}

QString compact(const JsonForm& form) {
  const auto value = wire::parseJson(models::utf8(form.text()));
  return value ? models::qtext(wire::writeJson(*value)) : QStringLiteral("no JSON");
}

void choose(QComboBox* box, const char* text) {
  box->setCurrentText(QLatin1String(text));
}

const char* const kOrder =
    "{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"integer\"}, "
    "\"note\": "
    "{\"type\": \"string\"}, \"size\": {\"enum\": [\"small\", \"large\"]}, \"paid\": {\"type\": "
    "\"boolean\"}, "
    "\"lines\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"required\": [\"what\"], "
    "\"properties\": "
    "{\"what\": {\"type\": \"string\"}}}}, \"extra\": {}}}";
const char* const kChat =
    "{\"type\": \"object\", \"properties\": {\"messages\": {\"type\": \"array\", \"items\": {\"oneOf\": "
    "[]}}}}";

}  // namespace

class FormTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theFormWritesTheText();
  void theTextFillsTheForm();
  void whatIsNotEditedStaysAsItWas();
  void itemsComeAndGo();
  void aConversationIsEditedAsOne();
  void messagesKeepWhatIsNotShown();
  void problemsStandWhereTheyBelong();
  void brokenTextLeavesTheFormAlone();
  void aSchemaReplacesOnlyWhatNobodyTouched();
  void withoutASchemaThereIsTheText();
  void aFieldIsAsHighAsItsText();
  void theDialogSendsWhatWasChosen();
  void aThreadOfItsOwnIsNotTheOneNamed();
  void ctrlEnterRunsFromWhereverOneWrites();
  void nodeNamesAreRead();
};

void FormTest::theFormWritesTheText() {
  JsonForm form(QStringLiteral("Input"));
  form.setStart(QStringLiteral("{}"));
  form.setSchema(json(kOrder));
  QVERIFY(form.hasForm());
  QCOMPARE(compact(form), QStringLiteral("{\"id\":0}"));
  named<QLineEdit>(form, "Input Id")->setText(QStringLiteral("12345678901234567891"));
  named<QPlainTextEdit>(form, "Input Note")->setPlainText(QStringLiteral("two\nlines"));
  choose(named<QComboBox>(form, "Input Size"), "large");
  choose(named<QComboBox>(form, "Input Paid"), "false");
  QCOMPARE(compact(form),
           QStringLiteral("{\"id\":12345678901234567891,\"note\":\"two\\nlines\",\"size\":\"large\","
                          "\"paid\":false}"));
  named<QPlainTextEdit>(form, "Input Note")->clear();
  choose(named<QComboBox>(form, "Input Size"), "not set");
  QCOMPARE(compact(form), QStringLiteral("{\"id\":12345678901234567891,\"paid\":false}"));
}

void FormTest::theTextFillsTheForm() {
  JsonForm form(QStringLiteral("Input"));
  form.setSchema(json(kOrder));
  form.json()->setText(QStringLiteral("{\"id\": 7, \"size\": \"small\", \"lines\": [{\"what\": \"tea\"}]}"));
  QCOMPARE(named<QLineEdit>(form, "Input Id")->text(), QStringLiteral("7"));
  QCOMPARE(named<QComboBox>(form, "Input Size")->currentText(), QStringLiteral("small"));
  QCOMPARE(named<QComboBox>(form, "Input Paid")->currentText(), QStringLiteral("not set"));
  QCOMPARE(named<QPlainTextEdit>(form, "Input Lines item 1 What")->toPlainText(), QStringLiteral("tea"));
}

void FormTest::whatIsNotEditedStaysAsItWas() {
  JsonForm form(QStringLiteral("Input"));
  form.setSchema(json(kOrder));
  const char* const given =
      "{\"unknown\":1e400,\"id\":1.0,\"note\":\"\",\"extra\":{\"b\":1,\"a\":[null]},\"paid\":null}";
  form.json()->setText(QLatin1String(given));
  choose(named<QComboBox>(form, "Input Size"), "small");
  QCOMPARE(compact(form), QLatin1String(given).chopped(1) + QStringLiteral(",\"size\":\"small\"}"));
}

void FormTest::itemsComeAndGo() {
  JsonForm form(QStringLiteral("Input"));
  form.setSchema(json(kOrder));
  auto* add = named<QAbstractButton>(form, "Add to Input Lines");
  add->click();
  add->click();
  named<QPlainTextEdit>(form, "Input Lines item 1 What")->setPlainText(QStringLiteral("tea"));
  named<QPlainTextEdit>(form, "Input Lines item 2 What")->setPlainText(QStringLiteral("rice"));
  QVERIFY(compact(form).contains(QStringLiteral("\"lines\":[{\"what\":\"tea\"},{\"what\":\"rice\"}]")));
  named<QAbstractButton>(form, "Remove Input Lines item 1")->click();
  QVERIFY(compact(form).contains(QStringLiteral("\"lines\":[{\"what\":\"rice\"}]")));
}

void FormTest::aConversationIsEditedAsOne() {
  JsonForm form(QStringLiteral("Input"));
  form.setStart(QStringLiteral("{}"));
  form.setSchema(json(kChat));
  named<QPlainTextEdit>(form, "Input Messages message 1")->setPlainText(QStringLiteral("hello"));
  named<QAbstractButton>(form, "Add to Input Messages")->click();
  choose(named<QComboBox>(form, "Role of Input Messages message 2"), "system");
  named<QPlainTextEdit>(form, "Input Messages message 2")->setPlainText(QStringLiteral("be brief"));
  QCOMPARE(compact(form), QStringLiteral("{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"},"
                                         "{\"role\":\"system\",\"content\":\"be brief\"}]}"));
}

void FormTest::messagesKeepWhatIsNotShown() {
  JsonForm form(QStringLiteral("Input"));
  form.setSchema(json(kChat));
  form.json()->setText(
      QStringLiteral("{\"messages\": [{\"type\": \"human\", \"content\": \"hi\", \"id\": \"m1\"}, "
                     "{\"type\": \"ai\", \"content\": [{\"type\": \"text\"}]}]}"));
  QVERIFY(named<QPlainTextEdit>(form, "Input Messages message 2")->isReadOnly());
  named<QPlainTextEdit>(form, "Input Messages message 1")->setPlainText(QStringLiteral("hello"));
  QCOMPARE(compact(form),
           QStringLiteral("{\"messages\":[{\"type\":\"human\",\"content\":\"hello\",\"id\":\"m1\"},"
                          "{\"type\":\"ai\",\"content\":[{\"type\":\"text\"}]}]}"));
}

void FormTest::problemsStandWhereTheyBelong() {
  JsonForm form(QStringLiteral("Input"));
  form.setSchema(json(kOrder));
  form.show();
  named<QLineEdit>(form, "Input Id")->setText(QStringLiteral("seven"));
  QCOMPARE(compact(form), QStringLiteral("{\"id\":\"seven\"}"));
  QCOMPARE(form.problemCount(), 1);
  const auto shown = [&form] {
    QStringList all;
    for (auto* label : form.findChildren<widgets::TextLabel*>()) {
      if (label->isVisible() && label->text().endsWith(QStringLiteral("expected.")))
        all.append(label->text());
    }
    return all;
  };
  QCOMPARE(shown(), QStringList{QStringLiteral("A whole number is expected.")});
  form.json()->setText(QStringLiteral("{\"id\": 7}"));
  QVERIFY(shown().isEmpty());
  QCOMPARE(form.problemCount(), 0);
}

void FormTest::brokenTextLeavesTheFormAlone() {
  JsonForm form(QStringLiteral("Input"));
  form.setSchema(json(kOrder));
  form.json()->setText(QStringLiteral("{\"id\": 7}"));
  form.json()->setText(QStringLiteral("{\"id\": 8"));
  QVERIFY(!form.isValid());
  QCOMPARE(named<QLineEdit>(form, "Input Id")->text(), QStringLiteral("7"));
}

void FormTest::aSchemaReplacesOnlyWhatNobodyTouched() {
  JsonForm form(QStringLiteral("Input"));
  form.setStart(QStringLiteral("{\"text\": \"sample\"}"));
  form.setSchema(json(kChat));
  QVERIFY(compact(form).startsWith(QStringLiteral("{\"messages\"")));
  form.json()->setText(QStringLiteral("{\"id\": 3}"));
  form.setSchema(json(kOrder));
  QCOMPARE(compact(form), QStringLiteral("{\"id\":3}"));
  QCOMPARE(named<QLineEdit>(form, "Input Id")->text(), QStringLiteral("3"));
}

void FormTest::withoutASchemaThereIsTheText() {
  JsonForm form(QStringLiteral("Input"));
  form.setStart(QStringLiteral("{\"a\": 1}"));
  form.setSchema(json("{\"type\": \"object\", \"additionalProperties\": true}"));
  QVERIFY(!form.hasForm());
  QCOMPARE(form.text(), QStringLiteral("{\"a\": 1}"));
  form.setSchema(wire::Value());
  QVERIFY(!form.hasForm());
}

void FormTest::aFieldIsAsHighAsItsText() {
  JsonForm form(QStringLiteral("Input"));
  form.setSchema(
      json("{\"properties\": {\"address\": {\"properties\": {\"street\": {\"type\": \"string\"}}}}}"));
  form.json()->setText(QStringLiteral("{\"address\": {\"street\": \"High Street 5\"}}"));
  form.resize(800, 600);
  form.show();
  QVERIFY(QTest::qWaitForWindowExposed(&form));
  auto* street = named<QPlainTextEdit>(form, "Input Address Street");
  QTRY_VERIFY(street->parentWidget()->height() - street->height() < 8);
  const int oneLine = street->height();
  street->setPlainText(QStringLiteral("High Street 5\nBackyard"));
  QTRY_VERIFY(street->height() > oneLine);
  QTRY_VERIFY(street->parentWidget()->height() - street->height() < 8);
}

void FormTest::theDialogSendsWhatWasChosen() {
  models::TailTable events;
  panels::RunDialog dialog(panels::RunDialog::Purpose::run, QStringLiteral("samples"), events);
  dialog.setAttribute(Qt::WA_DeleteOnClose, false);
  QSignalSpy asked(&dialog, &panels::RunDialog::assistantChosen);
  dialog.setChoices(
      {{QStringLiteral("a1"), QStringLiteral("chat")}, {QStringLiteral("a2"), QStringLiteral("order")}},
      QStringLiteral("order"));
  QCOMPARE(asked.count(), 1);
  QCOMPARE(asked[0][0].toString(), QStringLiteral("a2"));
  dialog.setSchemas(json(kOrder), json("{\"properties\": {\"model\": {\"type\": \"string\"}}}"),
                    wire::Value());
  dialog.setThread(QStringLiteral("t1"));
  named<QLineEdit>(dialog, "Input Id")->setText(QStringLiteral("7"));
  named<QPlainTextEdit>(dialog, "Configurable Model")->setPlainText(QStringLiteral("small"));
  named<QAbstractButton>(dialog, "Stream debug")->click();
  named<QAbstractButton>(dialog, "Stream custom")->click();
  named<QLineEdit>(dialog, "Stop before")->setText(QStringLiteral("plan, write"));
  choose(named<QComboBox>(dialog, "If the thread is busy"), "interrupt");
  choose(named<QComboBox>(dialog, "Checkpoints"), "sync");
  named<QSpinBox>(dialog, "Most steps")->setValue(40);
  QSignalSpy sent(&dialog, &panels::RunDialog::submitted);
  named<QAbstractButton>(dialog, "Run")->click();
  QCOMPARE(sent.count(), 1);
  const auto submission = sent[0][0].value<panels::RunSubmission>();
  QCOMPARE(submission.assistant, QStringLiteral("a2"));
  QCOMPARE(submission.threadId, QStringLiteral("t1"));
  QCOMPARE(submission.configurable.simplified(), QStringLiteral("{ \"model\": \"small\" }"));
  QVERIFY(submission.context.isEmpty());
  panels::RunOptions wanted;
  wanted.streamModes = QStringList{QStringLiteral("values"), QStringLiteral("updates"),
                                   QStringLiteral("messages-tuple"), QStringLiteral("debug")};
  wanted.interruptBefore = QStringList{QStringLiteral("plan"), QStringLiteral("write")};
  wanted.multitask = QStringLiteral("interrupt");
  wanted.durability = QStringLiteral("sync");
  wanted.recursionLimit = 40;
  QCOMPARE(submission.options, wanted);
}

void FormTest::aThreadOfItsOwnIsNotTheOneNamed() {
  models::TailTable events;
  panels::RunDialog dialog(panels::RunDialog::Purpose::run, QStringLiteral("samples"), events);
  dialog.setAttribute(Qt::WA_DeleteOnClose, false);
  dialog.setChoices({{QStringLiteral("a1"), QStringLiteral("chat")}}, {});
  dialog.setThread(QStringLiteral("t1"));
  auto* thread = named<QLineEdit>(dialog, "Thread");
  choose(named<QComboBox>(dialog, "Thread of the run"), "of its own, deleted after the run");
  QVERIFY(!thread->isEnabled());
  QSignalSpy sent(&dialog, &panels::RunDialog::submitted);
  named<QAbstractButton>(dialog, "Run")->click();
  const auto submission = sent.value(0).value(0).value<panels::RunSubmission>();
  QCOMPARE(submission.options.onCompletion, QStringLiteral("delete"));
  QVERIFY(submission.threadId.isEmpty());
}

void FormTest::ctrlEnterRunsFromWhereverOneWrites() {
  models::TailTable events;
  panels::RunDialog dialog(panels::RunDialog::Purpose::run, QStringLiteral("samples"), events);
  dialog.setAttribute(Qt::WA_DeleteOnClose, false);
  dialog.setChoices({{QStringLiteral("a1"), QStringLiteral("chat")}}, {});
  dialog.show();
  QVERIFY(QTest::qWaitForWindowActive(&dialog));
  auto* document = named<QPlainTextEdit>(dialog, "Input");
  QVERIFY2(document->hasFocus(), "there is no form yet");
  dialog.setSchemas(json(kOrder), wire::Value(), wire::Value());
  auto* first = named<QLineEdit>(dialog, "Input Id");
  QTRY_VERIFY2(first->hasFocus(), "the form came, and nothing was written yet");
  QSignalSpy sent(&dialog, &panels::RunDialog::submitted);
  document->setPlainText(QStringLiteral("{"));
  QTest::keyClick(first, Qt::Key_Return, Qt::ControlModifier);
  QCOMPARE(sent.count(), 0);
  document->setPlainText(QStringLiteral("{\"id\": 7}"));
  QTest::keyClick(first, Qt::Key_Return, Qt::ControlModifier);
  QCOMPARE(sent.count(), 1);
  dialog.showEnded(QStringLiteral("No."));
  QTest::keyClick(document, Qt::Key_Enter, Qt::ControlModifier | Qt::KeypadModifier);
  QCOMPARE(sent.count(), 2);
}

void FormTest::nodeNamesAreRead() {
  QCOMPARE(panels::nodeNames(QStringLiteral(" plan,write  plan ")),
           (QStringList{QStringLiteral("plan"), QStringLiteral("write")}));
  QCOMPARE(panels::nodeNames(QStringLiteral("plan, *")), QStringList{QStringLiteral("*")});
  QVERIFY(panels::nodeNames(QStringLiteral(" ")).isEmpty());
}

QTEST_MAIN(FormTest)
#include "form_test.moc"
