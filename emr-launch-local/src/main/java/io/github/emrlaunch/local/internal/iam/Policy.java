package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An identity policy.
 *
 * @param name of an inline policy its name, of a managed one its ARN
 */
public record Policy(String name, List<Statement> statements) {
    public Policy {
        statements = List.copyOf(statements);
    }

    /** Reads a policy document. */
    public static Policy parse(String name, JsonNode document) throws MalformedPolicyException {
        List<Statement> statements = new ArrayList<>();
        for (JsonNode statement : statements(document)) {
            statements.add(Statement.parse(statement, statements.size()));
        }
        return new Policy(name, statements);
    }

    /** Reads a policy document that is given as JSON text. */
    public static Policy parse(String name, String document) throws MalformedPolicyException {
        try {
            return parse(name, AwsJson.parse(document));
        } catch (JsonProcessingException e) {
            throw new MalformedPolicyException("not JSON: " + e.getOriginalMessage());
        }
    }

    /** The statements of a document, which may have one in place of a list. */
    static List<JsonNode> statements(JsonNode document) throws MalformedPolicyException {
        JsonNode statement = document.path("Statement");
        if (!statement.isContainerNode() || statement.isEmpty()) {
            throw new MalformedPolicyException("a policy has a Statement");
        }
        List<JsonNode> statements = new ArrayList<>();
        (statement.isArray() ? statement : AwsJson.array().add(statement)).forEach(statements::add);
        return statements;
    }

    /** The first statement that allows, or else denies, a request. */
    Optional<Statement> find(boolean allow, RequestContext context) {
        return statements.stream()
                .filter(statement -> statement.allow() == allow)
                .filter(statement -> statement.appliesTo(context))
                .findFirst();
    }
}
