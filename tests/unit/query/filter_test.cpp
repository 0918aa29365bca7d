// SPDX-License-Identifier: Apache-2.0
// The grammar of filters: what is read, what is refused and where, and that a filter has one spelling.
#include "backend/query/filter/condition.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/values.h"
#include "backend/query/group_sql.h"
#include "backend/query/saver_filter.h"

#include <random>

#include <QtTest>

using namespace heddle::query;

namespace {

QString canonical(const QString& text) {
  return QString::fromStdString(printFilter(parseFilter(text.toStdString()).filter));
}

/// Anything a user, a program or a cat on the keyboard may write.
class RandomText {
 public:
  explicit RandomText(unsigned seed) : random_(seed) {}

  std::string word() {
    static const std::string kLetters = "ab.,:\"\\~<>=-* \tä€{}()[]'%_0123456789";
    std::string out;
    for (int i = pick(7); i > 0; --i)
      out.push_back(kLetters[static_cast<std::size_t>(pick(static_cast<int>(kLetters.size())))]);
    return out;
  }

  Filter filter() {
    static const std::vector<std::string> kFields{"status", "meta", "error", "age", ""};
    Filter out;
    for (int terms = pick(4); terms > 0; --terms) {
      FilterTerm term;
      term.negated = pick(3) == 0;
      term.field = kFields[static_cast<std::size_t>(pick(5))];
      if (term.field == "meta") {
        for (int keys = 1 + pick(3); keys > 0; --keys)
          term.path.push_back("k" + word());
      }
      for (int values = term.field.empty() ? 1 : 1 + pick(3); values > 0; --values)
        term.values.push_back(value(term.field.empty()));
      out.terms.push_back(std::move(term));
    }
    if (pick(2) == 0) out.sort = FilterSort{"age", pick(2) == 0, {}};
    normalise(out);
    return out;
  }

  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

 private:
  FilterValue value(bool alone) {
    FilterValue out;
    out.text = "v" + word();
    if (pick(4) == 0) out.text = word() + "v";
    if (alone) return out;
    out.match = static_cast<Match>(pick(7));
    if (out.match == Match::between && pick(2) == 0) out.upper = "w" + word();
    out.quoted = pick(4) == 0;
    return out;
  }

  std::mt19937 random_;
};

}  // namespace

class FilterTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theExampleIsRead() {
    const auto parsed = parseFilter(
        "status:pending,running assistant:support -tag:load meta.user_id:42 age:>5m "
        "created:2026-01-01..2026-01-31 error:~\"timeout\" has:interrupt size:>1MB sort:-age");
    QVERIFY(parsed.errors.empty());
    const auto& terms = parsed.filter.terms;
    QCOMPARE(terms.size(), std::size_t{9});
    QCOMPARE(terms[0].values.size(), std::size_t{2});
    QVERIFY(terms[2].negated);
    QCOMPARE(terms[3].path, std::vector<std::string>{"user_id"});
    QVERIFY(terms[4].values[0].match == Match::greater);
    QVERIFY(terms[5].values[0].match == Match::between);
    QCOMPARE(terms[5].values[0].upper, std::string("2026-01-31"));
    QVERIFY(terms[6].values[0].match == Match::regex && terms[6].values[0].quoted);
    QVERIFY(parseFilter("meta.n:1..\"2\"").filter.terms[0].values[0].quoted);
    QVERIFY(parsed.filter.sort->descending);
    QCOMPARE(parsed.filter.sort->field, std::string("age"));
    QCOMPARE(terms[4].span.begin, std::size_t{67});
    QVERIFY(readFilter(runsSchema(), printFilter(parsed.filter)).errors.empty());
  }

  void oneSpelling_data() {
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("canonical");
    const auto same = [](const char* text) { QTest::newRow(text) << QString(text) << QString(text); };
    for (const char* text : {"", "status:error", "-status:error,timeout", "word", "-word", "\"two words\"",
                             "meta.a.b:x", "meta.\"a.b\":x", "age:>=5m", "age:<1h", "created:2026-01-01..",
                             "created:..2026-01-01", "error:~a|b", "error:~\"a b\"", "name:\"a, b\"",
                             "sort:-age", "status:error sort:age", "meta.n:\"42\"", "\"a:b\""})
      same(text);
    QTest::newRow("spaces") << "  status:error \t  age:>5m "
                            << "status:error age:>5m";
    QTest::newRow("capitals") << "STATUS:error"
                              << "status:error";
    QTest::newRow("sort moves to the end") << "sort:age status:error"
                                           << "status:error sort:age";
    QTest::newRow("escape") << "name:\"say \\\"hi\\\"\""
                            << "name:\"say \\\"hi\\\"\"";
  }

  void oneSpelling() {
    QFETCH(QString, written);
    QTEST(canonical(written), "canonical");
    QVERIFY(parseFilter(written.toStdString()).errors.empty());
  }

  void randomFiltersComeBack() {
    const auto seed = std::random_device{}();
    RandomText random(seed);
    for (int i = 0; i < 20000; ++i) {
      const Filter filter = random.filter();
      const auto text = printFilter(filter);
      const auto parsed = parseFilter(text);
      const auto told = text + "\n" + printFilter(parsed.filter) + "\nseed " + std::to_string(seed);
      QVERIFY2(parsed.filter == filter, told.c_str());
      QVERIFY2(parsed.errors.empty(), told.c_str());
    }
  }

  void randomTextIsSurvived() {
    const auto seed = std::random_device{}();
    RandomText random(seed);
    for (int i = 0; i < 20000; ++i) {
      std::string text;
      for (int words = random.pick(6); words > 0; --words)
        text += random.word() + (random.pick(2) == 0 ? " " : ":");
      const auto parsed = parseFilter(text);
      for (const auto& error : parsed.errors)
        QVERIFY2(
            error.span.begin <= error.span.end && error.span.end <= text.size() && !error.sentence.empty(),
            text.c_str());
      const auto once = printFilter(parsed.filter);
      if (parsed.errors.empty()) QCOMPARE(printFilter(parseFilter(once).filter), once);
      Capabilities can;
      can.slots = can.heddleRun = can.assistants = can.assistantName = true;
      const auto checked = readFilter(runsSchema(), text, &can);
      if (checked.errors.empty()) conditionsOf(runsSchema(), checked.filter.terms, can);
    }
  }

  void errorsHaveAPlace_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* text, int begin, int end, const char* says) {
      QTest::newRow(text) << QString(text) << begin << end << QString(says);
    };
    row("age:>5m statsu:error", 8, 14, "Did you mean status?");
    row("colour:red", 0, 6, "They have status, id");
    row("status:", 0, 7, "a value is missing");
    row("status:error,,timeout", 13, 13, "a value is missing");
    row("status:finished", 7, 15, "there is no “finished”");
    row("status:runing", 7, 13, "Did you mean running?");
    row("status:>error", 7, 13, "has no order");
    row("name:\"open", 5, 10, "closing quotation mark");
    row("age:5m", 4, 6, "age:>5m");
    row("age:>5", 4, 6, "no length of time");
    row("created:>yesterday", 8, 18, "no time");
    row("created:2026-02-30", 8, 18, "no time");
    row("size:>big", 5, 9, "no size");
    row("attempt:>x", 8, 10, "no number");
    row("id:xyz", 3, 6, "the first 4");
    row("id:019", 3, 6, "the first 4");
    row("meta:x", 0, 4, "meta.key:value");
    row("status.x:error", 0, 8, "Only JSON has keys");
    row("meta.:x", 4, 5, "A key is missing");
    row("meta.a:>x", 7, 9, "cannot be compared");
    row("error:~\"(\"", 6, 10, "parenthesis open");
    row("error:~[a", 6, 9, "bracket open");
    row("error:~*a", 6, 9, "repeats nothing");
    row("error:~(a)\\1", 6, 12, "take too long");
    row("status:~err", 7, 11, "looks in text");
    row("created:..", 8, 10, "a beginning or an end");
    row("sort:status", 0, 11, "not sorted by");
    row("sort:age sort:id", 9, 16, "a sort already");
    row("-sort:age", 0, 9, "cannot be negated");
    row("a,b", 0, 3, "Alternatives need a field");
    row("a,b:c", 0, 5, "Alternatives need a field");
    row("id:200000000000000000000000000000000000", 3, 39, "the first 4");
    row("error:~a|*b", 6, 11, "repeats nothing");
    row("error:~^*a", 6, 10, "repeats nothing");
    row("error:~***=x", 6, 12, "may not begin with");
    row("has:wings", 4, 9, "there is no “wings”");
    row("error:\"a\"b", 9, 10, "A space or a comma");
  }

  void errorsHaveAPlace() {
    QFETCH(QString, text);
    const auto parsed = readFilter(runsSchema(), text.toStdString());
    if (text.startsWith(QLatin1String("name"))) {
      QVERIFY(!parsed.errors.empty());
      return;
    }
    QVERIFY2(parsed.errors.size() == 1, qPrintable(QString::number(parsed.errors.size())));
    const auto& error = parsed.errors.front();
    QTEST(static_cast<int>(error.span.begin), "begin");
    QTEST(static_cast<int>(error.span.end), "end");
    QFETCH(QString, says);
    const auto sentence = QString::fromStdString(error.sentence);
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
  }

  void whatIsFineIsTaken() {
    for (const std::string& text : {std::string("error:~[](]"), std::string("error:~[^](]"),
                                    std::string("meta.a:>2026-01-31"), "error:~" + std::string(200, 'a')})
      QVERIFY2(readFilter(runsSchema(), text).errors.empty(), text.c_str());
    QVERIFY(!readFilter(runsSchema(), "error:~" + std::string(201, 'a')).errors.empty());
  }

  void whatADatabaseDoesNotKeepIsSaid() {
    Capabilities foreign;
    foreign.runs = foreign.threads = true;
    for (const char* text : {"error:x", "attempt:>1", "duration:>1s", "has:orphan", "sort:-duration"}) {
      QVERIFY(readFilter(runsSchema(), text).errors.empty());
      const auto errors = readFilter(runsSchema(), text, &foreign).errors;
      QVERIFY2(errors.size() == 1, text);
      QVERIFY(QString::fromStdString(errors.front().sentence).contains(QStringLiteral("does not tell")));
    }
  }

  void timesCoverTheirPrecision_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("length");
    QTest::newRow("year") << "1970" << qint64{0} << qint64{365} * 86'400'000'000;
    QTest::newRow("month") << "1970-02" << qint64{31} * 86'400'000'000 << qint64{28} * 86'400'000'000;
    QTest::newRow("day") << "1970-01-02" << qint64{86'400'000'000} << qint64{86'400'000'000};
    QTest::newRow("hour") << "1970-01-01T01" << qint64{3'600'000'000} << qint64{3'600'000'000};
    QTest::newRow("minute, zone") << "1970-01-01T02:00+02:00" << qint64{0} << qint64{60'000'000};
    QTest::newRow("minute, west") << "1970-01-01T00:00-02:00" << qint64{7'200'000'000} << qint64{60'000'000};
    QTest::newRow("second, Z") << "1970-01-01T00:00:01Z" << qint64{1'000'000} << qint64{1'000'000};
    QTest::newRow("microsecond") << "1970-01-01T00:00:00.000001" << qint64{1} << qint64{1};
  }

  void timesCoverTheirPrecision() {
    QFETCH(QString, text);
    const auto span = parseTimeSpan(text.toStdString());
    QVERIFY(span);
    QTEST(static_cast<qint64>(span->from), "from");
    QTEST(static_cast<qint64>(span->to - span->from), "length");
  }

  void timesThatAreNone() {
    for (const char* text : {"1970-01-01T25", "1970-01-01T00:60", "1970-01-01T00:00:61", "1970-13",
                             "1970-01-01T00:00:00.0000001", "1970-01-01T00+16:00", "1970-01-01T00Zx"})
      QVERIFY2(!parseTimeSpan(text), text);
    QVERIFY(parseTimeSpan("1970-01-01T24") && parseTimeSpan("1970-01-01T00:00:00.000001"));
  }

  void lengthsAndSizes() {
    QVERIFY(parseNumber(std::string(40, '9')) && !parseNumber(std::string(41, '9')));
    QCOMPARE(parseDuration("1h30m").value_or(0), Micros{5'400'000'000});
    QCOMPARE(parseDuration("250ms").value_or(0), Micros{250'000});
    QCOMPARE(parseDuration("1.5s").value_or(0), Micros{1'500'000});
    QVERIFY(!parseDuration("5") && !parseDuration("m") && !parseDuration("") && !parseDuration("-5m"));
    QVERIFY(!parseDuration("99999999999999999999w"));
    QCOMPARE(parseSize("1MB").value_or(0), std::int64_t{1'000'000});
    QCOMPARE(parseSize("1MiB").value_or(0), std::int64_t{1'048'576});
    QCOMPARE(parseSize("512").value_or(0), std::int64_t{512});
    QVERIFY(!parseSize("1XB") && !parseSize("MB") && !parseSize("1MBs"));
    QVERIFY(parseNumber("-1.5") && !parseNumber("1e9") && !parseNumber("1.") && !parseNumber(""));
  }

  void valuesAreQuoted() {
    Capabilities can;
    can.schema = "public";
    can.heddleRun = can.slots = true;
    const auto sql = [&](const char* text) {
      const auto parsed = readFilter(runsSchema(), text, &can);
      return QString::fromStdString(conditionsOf(runsSchema(), parsed.filter.terms, can));
    };
    QVERIFY(sql("error:\"it's\"").contains(QStringLiteral("'it''s'")));
    QVERIFY(sql("meta.\"k'y\":\"v'\"").contains(QStringLiteral("{\"k''y\":\"v''\"}")));
    QVERIFY(sql("error:~\\d+").contains(QStringLiteral("E'\\\\d+'")));
    QVERIFY(sql("has:\"meta.a'b\"").contains(QStringLiteral("a''b")));
  }

  /// What no row of a small table shows: how far a condition reaches, and that it reads no more than it may.
  void conditionsAreExact() {
    Capabilities can;
    can.schema = "public";
    can.heddleRun = can.slots = true;
    const auto sql = [](const ListSchema& schema, const char* text, const Capabilities& known) {
      const auto parsed = readFilter(schema, text, &known);
      return QString::fromStdString(conditionsOf(schema, parsed.filter.terms, known));
    };
    QVERIFY(sql(runsSchema(), "id:2000", can)
                .contains(QStringLiteral("between '20000000-0000-0000-0000-000000000000'::uuid and "
                                         "'2000ffff-ffff-ffff-ffff-ffffffffffff'::uuid")));
    QCOMPARE(sql(runsSchema(), "id:2000000000000000-0000000000000000", can),
             QStringLiteral(" and coalesce((false), false)"));
    QVERIFY(sql(runsSchema(), "error:~a", can).contains(QStringLiteral(", 4000) ~* 'a'")));
    QVERIFY(sql(runsSchema(), "meta.k:~a", can).contains(QStringLiteral(", 4000) ~* 'a'")));
    QVERIFY(sql(runsSchema(), "meta.k:>2026-01-31", can).contains(QStringLiteral("collate \"C\" > '2026")));
    can.textIds = can.threads = true;
    QVERIFY(sql(threadsSchema(), "id:c0ffee", can).contains(QStringLiteral("starts_with(")));
    QVERIFY(sql(threadsSchema(), "id:\"c0ffee\"", can).contains(QStringLiteral(" = 'c0ffee'")));
  }

  void groupsLeadToTheirRows_data() {
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("term");  // empty: the grammar has none
    const auto row = [](const char* name, const char* field, const QString& value, const char* term) {
      QTest::newRow(name) << QString(field) << value << QString(term);
    };
    row("word", "status", "error", "status:error");
    row("place in JSON", "meta.user.id", "4 2", "meta.user.id:\"4 2\"");
    row("list", "meta.k", "[1]", "");
    row("object", "meta.k", "{\"a\": 1}", "");
    row("prose", "error", "boom", "");
    row("UUID", "thread", "10000000-0000-0000-0000-000000000007",
        "thread:10000000-0000-0000-0000-000000000007");
    row("any id", "thread", "c0ffee", "thread:\"c0ffee\"");
    row("as long as it may be", "meta.k", QString(199, u'x'), ("meta.k:" + std::string(199, 'x')).c_str());
    row("cut", "meta.k", QString(200, u'x'), "");
    row("a secret by its name", "meta.api_key", "hunter2", "");
    row("a secret within", "meta.k", "redis://:hunter2@h", "");
  }
  void groupsLeadToTheirRows() {
    QFETCH(QString, field);
    QFETCH(QString, value);
    ListQuery query;
    query.windowRows = 10;
    const auto by = groupField(field.toStdString());
    const auto grouped = [&](const char* scanned) {
      return groupingFrom(runsSchema(), query, by, {{value.toStdString(), "2", scanned, "5"}});
    };
    const auto found = grouped("9");
    QCOMPARE(found.groups.size(), std::size_t{1});
    QTEST(QString::fromStdString(found.groups[0].term), "term");
    QCOMPARE(found.others, std::int64_t{3});
    QVERIFY(found.groups[0].label.find("hunter2") == std::string::npos);
    QVERIFY(found.whole && !grouped("10").whole);
  }

  /// Threads in Redis are compared one by one: the same filter as in Postgres' lists, as far as it goes.
  void threadsInRedisAreCompared() {
    ThreadRecord thread;
    thread.threadId = "c0ffee00-0000-0000-0000-000000000001";
    thread.status = "idle";
    thread.graphId = "agent";
    const auto query = [](const char* text) {
      ListQuery out;
      out.filter = readFilter(threadsSchema(), text).filter;
      return out;
    };
    for (const char* text : {"", "id:c0ff", "-id:dead", "id:dead,c0ff", "status:idle graph:agent", "gen"})
      QVERIFY2(unanswerable(query(text)).empty() && matches(query(text), thread), text);
    for (const char* text :
         {"id:\"c0ff\"", "-id:c0ff", "status:error", "-graph:agent", "id:c0ff status:busy"})
      QVERIFY2(unanswerable(query(text)).empty() && !matches(query(text), thread), text);
    QVERIFY(idMatches(query("id:c0ff status:busy"), thread.threadId));  // the rest is not known yet
    QVERIFY(!idMatches(query("id:dead"), thread.threadId));
    for (const char* text : {"meta.user:ada", "age:>1h", "graph:~a.*", "sort:updated"})
      QVERIFY2(!unanswerable(query(text)).empty(), text);
  }
};

QTEST_APPLESS_MAIN(FilterTest)
#include "filter_test.moc"
