package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.iam.Policy.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for creating a policy, see the <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">grammar of policies</a>. Each message
 * starts with the sentence of AWS and then names the statement.
 */
final class PolicyGrammar {
    private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final Set<String> VERSIONS = Set.of("2008-10-17", "2012-10-17");
    private static final Set<String> STATEMENT_ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Set<String> PRINCIPAL_KINDS = Set.of("AWS", "Service", "Federated", "CanonicalUser");
    private static final Set<String> TRUST_ACTIONS = Set.of(
            "sts:AssumeRole",
            "sts:AssumeRoleWithSAML",
            "sts:AssumeRoleWithWebIdentity",
            "sts:SetContext",
            "sts:SetSourceIdentity",
            "sts:TagSession");
    private static final Pattern SID = Pattern.compile("[A-Za-z0-9]*");
    private static final Pattern PARTITION = Pattern.compile("\\*|aws(-[a-z]+)*");
    private static final Pattern VENDOR = Pattern.compile("\\*|[A-Za-z0-9.-]+");
    private static final List<String> IAM_PATHS = List.of(
            "user/",
            "federated-user/",
            "role/",
            "group/",
            "instance-profile/",
            "mfa/",
            "server-certificate/",
            "policy/",
            "sms-mfa/",
            "saml-provider/",
            "oidc-provider/",
            "report/",
            "access-report/");
    /** AWS managed policies also have these paths, which the message of AWS does not mention. */
    private static final List<String> MORE_IAM_PATHS = List.of("role-template/", "root");
    /** The S3 resources that have a region. */
    private static final List<String> REGIONAL_S3_PATHS =
            List.of("accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens/", "storage-lens-group/");

    private PolicyGrammar() {}

    /** Rejects a document that is not a valid policy of this kind. */
    static void check(JsonNode document, Kind kind) throws MalformedPolicyException {
        checkSyntax(document);
        List<JsonNode> statements = statements(document);
        for (int i = 0; i < statements.size(); i++) {
            checkSyntax(statements.get(i), i);
        }
        if (kind == Kind.MANAGED && !document.path("Version").asText().equals("2012-10-17")) {
            throw new MalformedPolicyException("Policy document must be version 2012-10-17 or greater.");
        }
        for (int i = 0; i < statements.size(); i++) {
            checkLegacy(statements.get(i), i);
        }
        checkSids(statements, kind);
        for (int i = 0; i < statements.size(); i++) {
            checkActions(statements.get(i), i, kind);
            checkPrincipals(statements.get(i), i, kind);
            checkResources(statements.get(i), i, kind);
        }
    }

    /** Returns the statements of a document. It may have a single statement instead of a list. */
    static List<JsonNode> statements(JsonNode document) {
        JsonNode statement = document.path("Statement");
        List<JsonNode> statements = new ArrayList<>();
        if (statement.isArray()) {
            statement.forEach(statements::add);
        } else if (statement.isObject()) {
            statements.add(statement);
        }
        return statements;
    }

    static MalformedPolicyException syntax(String what) {
        return new MalformedPolicyException("Syntax errors in policy: " + what);
    }

    private static void checkSyntax(JsonNode document) throws MalformedPolicyException {
        if (!document.isObject()) {
            throw syntax("the document is not a JSON object");
        }
        checkKnown(document, ELEMENTS, "the policy");
        if (document.has("Version")
                && !VERSIONS.contains(document.get("Version").asText())) {
            throw syntax("there is no Version '" + document.get("Version").asText() + "'");
        }
        if (document.has("Id") && !document.get("Id").isTextual()) {
            throw syntax("the Id is not a text");
        }
        if (statements(document).isEmpty()) {
            throw syntax("there is no Statement");
        }
    }

    private static void checkKnown(JsonNode object, Set<String> known, String where) throws MalformedPolicyException {
        for (Map.Entry<String, JsonNode> element : object.properties()) {
            if (!known.contains(element.getKey())) {
                throw syntax(where + " has the unknown element '" + element.getKey() + "'");
            }
        }
    }

    private static void checkSyntax(JsonNode statement, int index) throws MalformedPolicyException {
        String where = where(index);
        if (!statement.isObject()) {
            throw syntax(where + " is not a JSON object");
        }
        checkKnown(statement, STATEMENT_ELEMENTS, where);
        String effect = statement.path("Effect").asText();
        if (!effect.equalsIgnoreCase("Allow") && !effect.equalsIgnoreCase("Deny")) {
            throw syntax(where + " has no Effect that is Allow or Deny");
        }
        if (statement.has("Sid") && !statement.get("Sid").isTextual()) {
            throw syntax("the Sid of " + where + " is not a text");
        }
        for (String element : List.of("Action", "Resource", "Principal")) {
            if (statement.has(element) && statement.has("Not" + element)) {
                throw syntax(where + " has " + element + " and Not" + element);
            }
        }
        for (String element : List.of("Action", "NotAction", "Resource", "NotResource")) {
            checkTexts(statement.path(element), "the " + element + " of " + where);
        }
        checkConditions(statement.path("Condition"), where);
    }

    private static void checkTexts(JsonNode oneOrMore, String where) throws MalformedPolicyException {
        boolean texts = oneOrMore.isMissingNode() || oneOrMore.isTextual();
        if (oneOrMore.isArray()) {
            texts = true;
            for (JsonNode one : oneOrMore) {
                texts &= one.isTextual();
            }
        }
        if (!texts) {
            throw syntax(where + " is not a text or a list of texts");
        }
    }

    private static void checkConditions(JsonNode element, String where) throws MalformedPolicyException {
        if (!element.isMissingNode() && !element.isObject()) {
            throw syntax("the Condition of " + where + " is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> operator : element.properties()) {
            if (!operator.getValue().isObject()) {
                throw syntax("the condition " + operator.getKey() + " of " + where + " is not a JSON object");
            }
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                checkCondition(operator.getKey(), key.getValue(), where);
            }
        }
    }

    private static void checkCondition(String operator, JsonNode values, String where) throws MalformedPolicyException {
        Optional<String> unknown =
                Condition.problem(operator, "").filter(problem -> problem.startsWith("there is no condition operator"));
        if (unknown.isPresent()) {
            throw syntax(where + ": " + unknown.get());
        }
        if (values.isObject() || values.isNull()) {
            throw syntax("the values of " + operator + " in " + where + " are neither a value nor a list of values");
        }
    }

    /** Checks the rules of the legacy parser, which come after those of the current parser. */
    private static void checkLegacy(JsonNode statement, int index) throws MalformedPolicyException {
        String effect = statement.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw legacy("the Effect of " + where(index) + " is Allow or Deny, got " + effect);
        }
        for (Map.Entry<String, JsonNode> operator : statement.path("Condition").properties()) {
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                for (String value : Statement.strings(key.getValue())) {
                    Optional<String> problem = Condition.problem(operator.getKey(), value);
                    if (problem.isPresent()) {
                        throw legacy(where(index) + ": " + problem.get());
                    }
                }
            }
        }
        for (String element : List.of("Resource", "NotResource")) {
            for (String resource : texts(statement, element)) {
                if (resource.contains("::") && resource.split(":", -1).length < 6) {
                    throw legacy("the " + element + " '" + resource + "' of " + where(index) + " has too few parts");
                }
            }
        }
    }

    private static MalformedPolicyException legacy(String what) {
        return new MalformedPolicyException("The policy failed legacy parsing: " + what);
    }

    private static void checkSids(List<JsonNode> statements, Kind kind) throws MalformedPolicyException {
        Set<String> sids = new HashSet<>();
        for (JsonNode statement : statements) {
            String sid = statement.path("Sid").asText();
            if (!sid.isEmpty() && !sids.add(sid)) {
                throw new MalformedPolicyException(
                        "Statement IDs (SID) in a single policy must be unique: '" + sid + "' is not.");
            }
            if (kind != Kind.RESOURCE && !SID.matcher(sid).matches()) {
                throw new MalformedPolicyException(
                        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
                                + " [0-9A-Za-z]*: '" + sid + "' does not.");
            }
        }
    }

    private static void checkActions(JsonNode statement, int index, Kind kind) throws MalformedPolicyException {
        List<String> actions = new ArrayList<>(texts(statement, "Action"));
        if (kind == Kind.TRUST && (statement.has("NotAction") || !TRUST_ACTIONS.containsAll(actions))) {
            throw new MalformedPolicyException("AssumeRole policy may only specify STS AssumeRole actions: "
                    + where(index) + " has " + (statement.has("NotAction") ? "NotAction" : actions));
        }
        actions.addAll(texts(statement, "NotAction"));
        if (actions.isEmpty()) {
            throw new MalformedPolicyException("Policy statement must contain actions: " + where(index) + " does not.");
        }
        for (String action : actions) {
            String[] parts = action.split(":", -1);
            if (parts.length == 1 && !action.equals("*")) {
                throw new MalformedPolicyException(
                        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: '" + action + "'");
            }
            if (parts.length > 2) {
                throw new MalformedPolicyException(
                        "Actions/Condition can contain only one colon: '" + action + "' contains more.");
            }
            if (!VENDOR.matcher(parts[0]).matches()) {
                throw new MalformedPolicyException("Vendor " + parts[0] + " is not valid");
            }
        }
    }

    private static void checkPrincipals(JsonNode statement, int index, Kind kind) throws MalformedPolicyException {
        boolean any = statement.has("Principal") || statement.has("NotPrincipal");
        if (kind == Kind.INLINE || kind == Kind.MANAGED) {
            if (any) {
                throw new MalformedPolicyException(
                        "Policy document should not specify a principal: " + where(index) + " does.");
            }
            return;
        }
        if (kind == Kind.TRUST && statement.has("NotPrincipal")) {
            throw new MalformedPolicyException("AssumeRole policy may not specify NotPrincipal: " + where(index));
        }
        if (!any) {
            throw new MalformedPolicyException("Missing required field Principal: " + where(index) + " has none.");
        }
        JsonNode principal = statement.path(statement.has("Principal") ? "Principal" : "NotPrincipal");
        if (!principal.isObject() && !principal.asText().equals("*")) {
            throw syntax("the Principal of " + where(index) + " is '*' or an object");
        }
        checkKnown(principal, PRINCIPAL_KINDS, "the Principal of " + where(index));
        for (Map.Entry<String, JsonNode> names : principal.properties()) {
            checkTexts(names.getValue(), "the Principal of " + where(index));
            for (String name : Statement.strings(names.getValue())) {
                boolean everybody = names.getKey().equals("AWS") && name.equals("*");
                if (name.isEmpty() || (!everybody && (name.contains("*") || name.contains("?")))) {
                    throw invalidPrincipal(names.getKey(), name);
                }
            }
        }
    }

    static MalformedPolicyException invalidPrincipal(String kind, String name) {
        return new MalformedPolicyException("Invalid principal in policy: \"" + kind + "\":\"" + name + "\"");
    }

    private static void checkResources(JsonNode statement, int index, Kind kind) throws MalformedPolicyException {
        if (kind == Kind.TRUST) {
            if (statement.has("Resource") || statement.has("NotResource")) {
                throw new MalformedPolicyException("Has prohibited field Resource: " + where(index));
            }
            return;
        }
        List<String> resources = new ArrayList<>(texts(statement, "Resource"));
        resources.addAll(texts(statement, "NotResource"));
        for (String resource : resources) {
            Optional<String> problem = problem(resource);
            if (problem.isPresent()) {
                throw new MalformedPolicyException(problem.get());
            }
        }
        boolean mayLack = kind == Kind.RESOURCE && !statement.has("Resource") && !statement.has("NotResource");
        if (resources.isEmpty() && !mayLack) {
            throw new MalformedPolicyException(
                    "Policy statement must contain resources: " + where(index) + " does not.");
        }
    }

    private static Optional<String> problem(String resource) {
        if (resource.equals("*")) {
            return Optional.empty();
        }
        String[] parts = resource.split(":", 6);
        if (parts.length == 1) {
            return Optional.of("Resource " + resource + " must be in ARN format or \"*\".");
        }
        if (!PARTITION.matcher(parts[1]).matches()) {
            return Optional.of("Partition \"" + parts[1] + "\" is not valid for resource \"" + resource + "\".");
        }
        if (parts.length == 2) {
            return Optional.of("Resource vendor must be fully qualified and cannot contain regexes: " + resource);
        }
        boolean hasRegion = parts.length > 3 && !parts[3].isEmpty();
        String id = parts.length == 6 ? parts[5] : "";
        if (parts[2].equals("iam")) {
            if (hasRegion) {
                return Optional.of("IAM resource " + resource + " cannot contain region information.");
            }
            return id.startsWith("*") || startsWithAny(id, IAM_PATHS) || startsWithAny(id, MORE_IAM_PATHS)
                    ? Optional.empty()
                    : Optional.of("IAM resource path must either be \"*\" or start with " + String.join(", ", IAM_PATHS)
                            + ": " + resource);
        }
        return parts[2].equals("s3") && hasRegion && !startsWithAny(id, REGIONAL_S3_PATHS)
                ? Optional.of("Resource " + resource + " can not contain region information.")
                : Optional.empty();
    }

    private static boolean startsWithAny(String id, List<String> paths) {
        return paths.stream().anyMatch(id::startsWith);
    }

    private static List<String> texts(JsonNode statement, String element) {
        return statement.has(element) ? Statement.strings(statement.get(element)) : List.of();
    }

    private static String where(int index) {
        return "Statement[" + index + "]";
    }
}
