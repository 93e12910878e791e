package io.github.emrlaunch.local.internal.ssm;

import static io.github.emrlaunch.local.internal.aws.InputShape.flag;
import static io.github.emrlaunch.local.internal.aws.InputShape.list;
import static io.github.emrlaunch.local.internal.aws.InputShape.number;
import static io.github.emrlaunch.local.internal.aws.InputShape.structure;
import static io.github.emrlaunch.local.internal.aws.InputShape.text;

import io.github.emrlaunch.local.internal.aws.InputShape;

/** The request shapes of Parameter Store with the constraints of the model {@code ssm-2014-11-06}. */
final class ParameterShapes {
    private static final int MAX_NAMES = 10;
    private static final int MAX_BY_PATH = 10;
    private static final int MAX_PAGE = 50;

    private static final InputShape NAME = text(1, 2048);
    private static final InputShape NAMES = list(1, MAX_NAMES, NAME);
    private static final InputShape TAG_KEY = text(1, 128).matching("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final InputShape TAGS = list(
            0,
            1000,
            structure()
                    .required("Key", TAG_KEY)
                    .required("Value", text(0, 256).matching("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*")));
    private static final InputShape LABELS = list(1, 10, text(1, 100));
    private static final InputShape FILTERS = list(structure()
            .required("Key", text(1, 132).matching("tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType"))
            .optional("Option", text(1, 10))
            .optional("Values", list(1, 50, text(1, 1024))));

    static final InputShape PUT = structure()
            .required("Name", NAME)
            .optional("Description", text(0, 1024))
            .required("Value", text(1, Integer.MAX_VALUE))
            .optional("Type", text().oneOf("SecureString", "StringList", "String"))
            .optional("KeyId", text(1, 256).matching("[a-zA-Z0-9:/_-]+"))
            .optional("Overwrite", flag())
            .optional("AllowedPattern", text(0, 1024))
            .optional("Tags", TAGS)
            .optional("Tier", text().oneOf("Standard", "Intelligent-Tiering", "Advanced"))
            .optional("Policies", text(1, 4096))
            .optional("DataType", text(0, 128));
    static final InputShape GET = structure().required("Name", NAME).optional("WithDecryption", flag());
    static final InputShape GET_SEVERAL = structure().required("Names", NAMES).optional("WithDecryption", flag());
    static final InputShape GET_BY_PATH = structure()
            .required("Path", NAME)
            .optional("Recursive", flag())
            .optional("ParameterFilters", FILTERS)
            .optional("WithDecryption", flag())
            .optional("MaxResults", number(1, MAX_BY_PATH))
            .optional("NextToken", text());
    static final InputShape DELETE = structure().required("Name", NAME);
    static final InputShape DELETE_SEVERAL = structure().required("Names", NAMES);
    static final InputShape HISTORY = structure()
            .required("Name", NAME)
            .optional("WithDecryption", flag())
            .optional("MaxResults", number(1, MAX_PAGE))
            .optional("NextToken", text());
    static final InputShape DESCRIBE = structure()
            .optional(
                    "Filters",
                    list(structure()
                            .required("Key", text().oneOf("Name", "Type", "KeyId"))
                            .required("Values", list(1, 50, text(1, 1024)))))
            .optional("ParameterFilters", FILTERS)
            .optional("MaxResults", number(1, MAX_PAGE))
            .optional("NextToken", text())
            .optional("Shared", flag());
    static final InputShape LABEL = structure()
            .required("Name", NAME)
            .optional("ParameterVersion", number())
            .required("Labels", LABELS);
    static final InputShape UNLABEL = structure()
            .required("Name", NAME)
            .required("ParameterVersion", number())
            .required("Labels", LABELS);
    private static final InputShape RESOURCE_TYPE = text().oneOf(
                    "Document",
                    "ManagedInstance",
                    "MaintenanceWindow",
                    "Parameter",
                    "PatchBaseline",
                    "OpsItem",
                    "OpsMetadata",
                    "Automation",
                    "Association");
    static final InputShape LIST_TAGS =
            structure().required("ResourceType", RESOURCE_TYPE).required("ResourceId", text());
    static final InputShape ADD_TAGS = LIST_TAGS.required("Tags", TAGS);
    static final InputShape REMOVE_TAGS = LIST_TAGS.required("TagKeys", list(TAG_KEY));

    private ParameterShapes() {}
}
