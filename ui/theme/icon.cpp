// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/icon.h"

#include <cmath>

#include <QDir>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace heddle::theme {
namespace {

const QByteArray& source(const QString& name) {
  static QHash<QString, QByteArray> sources;
  auto found = sources.find(name);
  if (found == sources.end()) {
    fonts();  // makes sure that the resources are registered
    QFile file(QStringLiteral(":/heddle/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) qWarning("no icon named %s", qPrintable(name));
    found = sources.insert(name, file.readAll());
  }
  return *found;
}

QPixmap render(const QString& name, const QColor& color, int size, qreal dpr) {
  QByteArray svg = source(name);
  svg.replace("#000", color.name().toLatin1());
  const int pixels = static_cast<int>(std::ceil(size * dpr));
  QPixmap pixmap(pixels, pixels);
  pixmap.fill(Qt::transparent);
  QSvgRenderer renderer(svg);
  QPainter painter(&pixmap);
  renderer.render(&painter, QRectF(0, 0, pixels, pixels));
  painter.end();
  pixmap.setDevicePixelRatio(dpr);
  return pixmap;
}

class ToneIconEngine : public QIconEngine {
 public:
  ToneIconEngine(QString name, Tone tone) : name_(std::move(name)), tone_(tone) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const int size = std::min(rect.width(), rect.height());
    const QPointF at(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2);
    drawIcon(painter, name_, color(mode), at, size);
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
    return iconPixmap(name_, color(mode), std::min(size.width(), size.height()), 1.0);
  }
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override {
    const int logical = static_cast<int>(std::lround(std::min(size.width(), size.height()) / scale));
    return iconPixmap(name_, color(mode), logical, scale);
  }
  QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override { return size; }
  QIconEngine* clone() const override { return new ToneIconEngine(name_, tone_); }
  QString iconName() override { return name_; }
  bool isNull() override { return false; }

 private:
  QColor color(QIcon::Mode mode) const {
    if (mode == QIcon::Disabled) return toneColor(Tone::Faint);
    if (mode == QIcon::Selected) return toneColor(Tone::Accent);
    return toneColor(tone_);
  }

  QString name_;
  Tone tone_;
};

}  // namespace

QIcon icon(const QString& name, Tone tone) {
  return QIcon(new ToneIconEngine(name, tone));
}

QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal dpr) {
  const QString key =
      QStringLiteral("heddle:%1:%2:%3:%4")
          .arg(name, QString::number(color.rgba(), 16), QString::number(size), QString::number(dpr, 'f', 3));
  QPixmap pixmap;
  if (!QPixmapCache::find(key, &pixmap)) {
    pixmap = render(name, color, size, dpr);
    QPixmapCache::insert(key, pixmap);
  }
  return pixmap;
}

void drawIcon(QPainter* painter, const QString& name, const QColor& color, const QPointF& at, int size) {
  const qreal dpr = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
  painter->drawPixmap(at, iconPixmap(name, color, size, dpr));
}

QStringList iconNames() {
  fonts();
  QStringList names = QDir(QStringLiteral(":/heddle/icons")).entryList({QStringLiteral("*.svg")});
  for (QString& name : names)
    name.chop(4);
  return names;
}

}  // namespace heddle::theme
