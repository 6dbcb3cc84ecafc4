"""The words of a verification (xzt verify, the archive page): properties, items, reasons. No Qt: a terminal says them too."""

from typing import Protocol

from xzt.ui.text import tr

PROPERTIES: dict[str, str] = {
    "authenticity": tr("真实性"),
    "completeness": tr("完整性"),
    "usability": tr("可用性"),
    "safety": tr("安全性"),
}

ITEMS: dict[str, str] = {
    "readable": tr("可以打开"),
    "paths": tr("文件路径规范"),
    "bag": tr("包装结构"),
    "files_listed": tr("文件与清单一致"),
    "count": tr("件数和字节数"),
    "parts": tr("组成齐全"),
    "digest_sha256": tr("SHA-256 摘要"),
    "digest_sm3": tr("SM3 摘要"),
    "package_signature": tr("归档包签名"),
    "package_signer": tr("归档人证书"),
    "roots": tr("根证书"),
    "log_chain": tr("办理日志链"),
    "log_agrees": tr("日志与公文一致"),
    "opinion_signature": tr("意见签名"),
    "opinion_binding": tr("意见对应本文稿"),
    "opinion_files": tr("意见文件"),
    "validation_kept": tr("签名时的验证材料"),
    "process": tr("办理过程"),
    "text_versions": tr("各稿文本"),
    "sealed_file": tr("盖章文件"),
    "ofd_seal": tr("电子印章"),
    "ofd_text": tr("版式文件文字"),
    "pdf": tr("PDF 文件"),
    "metadata": tr("元数据与内容一致"),
    "metadata_complete": tr("元数据齐全"),
    "archival_code": tr("档号"),
    "formats": tr("长期保存格式"),
    "active_content": tr("无可执行内容"),
    "signature": tr("签名"),
}

REASONS: dict[str, str] = {
    "changed": tr("内容被改动"),
    "missing": tr("缺少"),
    "added": tr("多出，不在清单中"),
    "unreadable": tr("无法读取"),
    "too_large": tr("过大"),
    "too_many": tr("文件过多"),
    "link": tr("是链接，不是文件"),
    "special": tr("不是普通文件"),
    "name_clash": tr("文件名相互混淆"),
    "name_form": tr("文件名写法不规范"),
    "name_long": tr("文件名过长"),
    "not_one_package": tr("压缩包里不是一个归档包"),
    "not_canonical": tr("不是规范写法"),
    "not_equal": tr("不一致"),
    "signature_wrong": tr("签名不对"),
    "signature_missing": tr("没有签名"),
    "signature_malformed": tr("签名格式不对"),
    "algorithm_unknown": tr("签名算法不认识"),
    "other_record": tr("属于另一件公文"),
    "other_text": tr("对应另一稿文本"),
    "other_person": tr("不是本人的证书"),
    "other_unit": tr("不是本机关的印章"),
    "chain_broken": tr("日志链断开"),
    "step_missing": tr("缺少办理步骤"),
    "format_wrong": tr("格式与扩展名不符"),
    "encrypted": tr("加了密，不能长期保存"),
    "active": tr("含有可执行内容"),
    "font_missing": tr("没有嵌入字体"),
    "text_missing": tr("缺少文字"),
    "text_added": tr("多出文字"),
    "ofd": tr("盖章文件核验不通过"),
    "from_package": tr("根证书取自包内，请与签发机构核对"),
    "from_folder": tr("根证书取自同一文件夹，请与签发机构核对"),
    "given": tr("使用指定的根证书"),
    "none": tr("没有"),
    "certificate_malformed": tr("证书格式不对"),
    "certificate_tampered": tr("证书被改动"),
    "certificate_expired": tr("证书已过期"),
    "certificate_not_yet_valid": tr("证书尚未生效"),
    "certificate_usage_wrong": tr("证书用途不符"),
    "issuer_unknown": tr("签发机构不受信任"),
    "issuer_expired": tr("签发机构证书已过期"),
    "issuer_not_yet_valid": tr("签发机构证书尚未生效"),
    "issuer_not_ca": tr("签发者没有签发资格"),
    "root_malformed": tr("根证书格式不对"),
    "certificate_not_in_seal": tr("签章人不在印章的名单中"),
    "page_missing": tr("盖章的页不在文件中"),
    "seal_algorithm_unknown": tr("印章算法不认识"),
    "seal_differs": tr("包内印章与签章时的不同"),
    "seal_expired": tr("印章已过期"),
    "seal_malformed": tr("印章格式不对"),
    "seal_not_yet_valid": tr("印章尚未生效"),
    "seal_tampered": tr("印章被改动"),
    "seal_time_stamp_unknown": tr("印章的时间戳不认识"),
    "signed_value_malformed": tr("签章值格式不对"),
    "time_stamp_unknown": tr("时间戳不认识"),
}

SEALS: dict[str, str] = {
    "signed": tr("没有盖章"),
    "structure": tr("不是完好的 OFD 文件"),
    "signed_value": tr("签章值读不出来"),
    "data_hash": tr("签章之后，签名清单被改动"),
    "property_info": tr("签章对应另一个文件"),
    "digests": tr("盖章之后，文件被改动"),
    "unlisted": tr("有盖章没有管到的内容"),
    "drawn": tr("显示的印章与签章的不同"),
}
"""What a check of a sealed file found; the others are said by ``REASONS`` and their files."""

BY_HAND: dict[str, str] = {
    "carrier_label": tr("载体标签"),
    "carrier_readable": tr("载体可读"),
    "virus_scan": tr("病毒查杀"),
    "handover_agreed": tr("移交手续"),
    "pages_readable": tr("逐页查看"),
    "revocation": tr("证书吊销查询"),
}


class Line(Protocol):
    """One line of a verification report."""

    @property
    def code(self) -> str:
        """What was checked."""

    @property
    def ok(self) -> bool:
        """Whether it holds."""

    @property
    def subject(self) -> str:
        """The file at fault."""

    @property
    def detail(self) -> str:
        """The reason, and after a blank a value."""

    @property
    def property(self) -> str:
        """The property of DA/T 70-2018 that it belongs to."""


def item_words(line: Line) -> str:
    """Name what was checked, with its property."""
    return tr("{property}·{item}").format(property=PROPERTIES[line.property], item=ITEMS[line.code])


def fault_words(line: Line) -> str:
    """Say which file is at fault and why; empty where there is nothing to say."""
    reason, _, value = line.detail.partition(" ")
    check, _, found = value.partition(" ")
    if reason == "ofd" and check in SEALS:
        reason, value = check, found
    words = SEALS.get(reason) or REASONS.get(reason, reason)
    said = tr("{words}（{value}）").format(words=words, value=value) if words and value else words
    return tr("：").join(part for part in (line.subject, said) if part)


def words(line: Line) -> str:
    """Say a whole line."""
    said = fault_words(line)
    return tr("{item}　{said}").format(item=item_words(line), said=said) if said else item_words(line)
