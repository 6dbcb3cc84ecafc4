"""The words of the examination (xzt doctor): what was looked at, what to do where something is missing. No Qt: a terminal says them too."""

from xzt.client.doctor import Finding
from xzt.ui.text import tr, trouble_code_words

SUBJECTS: dict[str, str] = {
    "font": tr("字体 {name}"),
    "rare": tr("生僻字字体"),
    "python": "Python",
    "qt": "Qt",
    "sqlite": "SQLCipher / SQLite",
    "openssl": "OpenSSL",
    "keyring": tr("系统密码库"),
    "input_method": tr("输入法模块"),
    "store": tr("文件库"),
    "disk": tr("磁盘空间"),
    "server": tr("服务器"),
    "clock": tr("时钟"),
}

ADVICE: dict[str, str] = {
    "present": tr("{found}"),
    "font_present": tr("{found}"),
    "font_substituted": tr("本机没有标准字体，用随附的 {found} 代替；有正版字体请安装"),
    "rare_absent": tr("没有字体包 {found}；人名地名里的生僻字可能显示不出来，可以安装"),
    "sqlite_too_old": tr("{found} 太旧，请重新安装湘政通"),
    "openssl_too_old": tr("{found} 不支持国密算法，请升级 OpenSSL"),
    "keyring_absent": tr("没有系统密码库；不影响使用，每次解锁要输入密码"),
    "input_module_replaced": tr("随附的 Qt 没有 {found} 模块，改用 ibus；fcitx5 也能用，打不出中文时请确认输入法已启动"),
    "store_half_made": tr("{found} 是上次没有完成的登录，可以删除后重新登录"),
    "store_none": tr("本机还没有文件库；首次登录时建立"),
    "disk_low": tr("只剩 {found}，请清理磁盘"),
    "server_none": tr("没有设置服务器"),
    "clock_sample": tr("示例服务器，时钟与本机相差 {found}"),
    "clock_wrong": tr("与服务器相差 {found}，请校准本机时钟"),
}


def words(finding: Finding) -> tuple[str, str]:
    """Return the words for what was looked at and for what was found."""
    subject, _, name = finding.subject.partition(":")
    title = tr(SUBJECTS.get(subject, subject)).format(name=name)
    if finding.code in ADVICE:
        return title, tr(ADVICE[finding.code]).format(found=finding.found)
    sentence = trouble_code_words(finding.code)
    return title, f"{finding.found}　{sentence.what}{sentence.next}"
