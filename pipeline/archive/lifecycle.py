"""The bucket's own rules: the store removes what is left, even if no worker ever sweeps again.

They come some days after the sweep, which goes by each note's own ``expires_at``. Rules of
others in the same bucket are kept. Source: AWS S3 user guide, "Managing the lifecycle of
objects"; a store without such rules answers NotImplemented or MalformedXML.
"""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from pipeline.archive.storage import connect_s3
from pipeline.archive.storage_errors import storage_errors
from pipeline.settings import S3Settings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import LifecycleRuleOutputTypeDef, LifecycleRuleTypeDef

# Days after a note's last day on which the sweep has surely gone before.
SPARE_DAYS = 2
_CLAIM_DAYS = 2
_NOTES, _CLAIMS = "soapline-notes", "soapline-idempotency"
_NO_RULES_YET = "NoSuchLifecycleConfiguration"
_UNKNOWN = {"NotImplemented", "MethodNotAllowed", "MalformedXML"}


class BucketRules:
    """The rules of the archive in its bucket; calls may raise `Retryable`."""

    def __init__(self, client: "S3Client", settings: S3Settings) -> None:
        self._client = client
        self._bucket, self._prefix = settings.bucket, settings.prefix

    def note_days(self) -> int | None:
        """Days after which the store removes what is left of a note; None where no rule says so."""
        for rule in self._found():
            if rule.get("ID") == _NOTES and rule["Status"] == "Enabled":
                return rule.get("Expiration", {}).get("Days")
        return None

    def set(self, days: int) -> bool:
        """Remove notes so many days after they were stored; False where the store has no rules."""
        mine = {_NOTES, _CLAIMS}
        others = [rule for rule in self._found() if rule.get("ID") not in mine]
        rules: list[LifecycleRuleTypeDef | LifecycleRuleOutputTypeDef] = [
            *others,
            self._rule(_NOTES, "note_", days),
            self._rule(_CLAIMS, "idempotency/", _CLAIM_DAYS),
        ]
        with storage_errors():
            try:
                self._client.put_bucket_lifecycle_configuration(
                    Bucket=self._bucket, LifecycleConfiguration={"Rules": rules}
                )
            except ClientError as error:
                if _code(error) in _UNKNOWN:
                    return False
                raise
        return True

    def _rule(self, name: str, names: str, days: int) -> "LifecycleRuleTypeDef":
        return {
            "ID": name,
            "Status": "Enabled",
            "Filter": {"Prefix": self._prefix + names},
            "Expiration": {"Days": days},
            # In a bucket with versions a deleted note lives on as an older version.
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _CLAIM_DAYS},
        }

    def _found(self) -> "list[LifecycleRuleOutputTypeDef]":
        with storage_errors():
            try:
                return self._client.get_bucket_lifecycle_configuration(Bucket=self._bucket)["Rules"]
            except ClientError as error:
                if _code(error) == _NO_RULES_YET or _code(error) in _UNKNOWN:
                    return []
                raise


def open_bucket_rules(settings: S3Settings) -> BucketRules:
    """The rules of the configured bucket."""
    return BucketRules(connect_s3(settings), settings)


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
