"""What the journeys of these tests share: a clock, a short document, a sample server."""

from datetime import UTC, datetime

from xzt.docs.model import Kind, OfficialDocument, Paragraph


def CLOCK() -> datetime:  # noqa: N802  stands where a clock is handed over
    return datetime.now(UTC)


def document(subject: str) -> OfficialDocument:
    return OfficialDocument(
        kind=Kind.NOTICE,
        title=f"湖南省人民政府办公厅关于样例事项{subject}的通知",
        mark="湖南省人民政府办公厅文件",
        series="湘政办发",
        signers=("湖南省人民政府办公厅",),
        recipients="各市州人民政府",
        blocks=(Paragraph("样例正文。" * 40),),
    )
