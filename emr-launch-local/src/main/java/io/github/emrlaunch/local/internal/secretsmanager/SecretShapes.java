package io.github.emrlaunch.local.internal.secretsmanager;

import static io.github.emrlaunch.local.internal.aws.InputShape.flag;
import static io.github.emrlaunch.local.internal.aws.InputShape.list;
import static io.github.emrlaunch.local.internal.aws.InputShape.number;
import static io.github.emrlaunch.local.internal.aws.InputShape.secretBytes;
import static io.github.emrlaunch.local.internal.aws.InputShape.secretText;
import static io.github.emrlaunch.local.internal.aws.InputShape.structure;
import static io.github.emrlaunch.local.internal.aws.InputShape.text;

import io.github.emrlaunch.local.internal.aws.InputShape;

/** The request shapes of Secrets Manager with the constraints of the model {@code secretsmanager-2017-10-17}. */
final class SecretShapes {
    private static final int MAX_SECRET = 65_536;

    private static final InputShape SECRET_ID = text(1, 2048);
    private static final InputShape TOKEN = text(32, 64);
    private static final InputShape VERSION_STAGE = text(1, 256);
    private static final InputShape DESCRIPTION = text(0, 2048);
    private static final InputShape KMS_KEY_ID = text(0, 2048);
    private static final InputShape TAG_KEY = text(1, 128);
    private static final InputShape TAGS =
            list(structure().optional("Key", TAG_KEY).optional("Value", text(0, 256)));

    /** The members of requests with a value. One constraint of AWS counts characters; this one counts bytes. */
    private static final InputShape VALUE = structure()
            .optional("ClientRequestToken", TOKEN)
            .optional("SecretString", secretText(1, MAX_SECRET))
            .optional("SecretBinary", secretBytes(1, MAX_SECRET));

    static final InputShape CREATE = VALUE.required("Name", text(1, 512))
            .optional("Description", DESCRIPTION)
            .optional("KmsKeyId", KMS_KEY_ID)
            .optional("Tags", TAGS)
            .optional("AddReplicaRegions", list(structure()))
            .optional("Type", text(0, 256));
    static final InputShape PUT =
            VALUE.required("SecretId", SECRET_ID).optional("VersionStages", list(1, 20, VERSION_STAGE));
    static final InputShape UPDATE = VALUE.required("SecretId", SECRET_ID)
            .optional("Description", DESCRIPTION)
            .optional("KmsKeyId", KMS_KEY_ID)
            .optional("Type", text(0, 256));
    static final InputShape GET = structure()
            .required("SecretId", SECRET_ID)
            .optional("VersionId", TOKEN)
            .optional("VersionStage", VERSION_STAGE);
    static final InputShape NAMED = structure().required("SecretId", SECRET_ID);
    static final InputShape DELETE =
            NAMED.optional("RecoveryWindowInDays", number()).optional("ForceDeleteWithoutRecovery", flag());
    static final InputShape TAG = NAMED.required("Tags", TAGS);
    static final InputShape UNTAG = NAMED.required("TagKeys", list(TAG_KEY));
    static final InputShape LIST = structure()
            .optional("IncludePlannedDeletion", flag())
            .optional("MaxResults", number(1, 100))
            .optional("NextToken", text(1, 4096))
            .optional(
                    "Filters",
                    list(
                            0,
                            10,
                            structure()
                                    .optional(
                                            "Key",
                                            text().oneOf(
                                                            "description",
                                                            "name",
                                                            "tag-key",
                                                            "tag-value",
                                                            "primary-region",
                                                            "owning-service",
                                                            "all"))
                                    .optional(
                                            "Values",
                                            list(1, 10, text(0, 512).matching("!?[a-zA-Z0-9 :_@/+=.\\-!]*")))))
            .optional("SortOrder", text().oneOf("asc", "desc"))
            .optional("SortBy", text().oneOf("created-date", "last-accessed-date", "last-changed-date", "name"));

    private SecretShapes() {}
}
