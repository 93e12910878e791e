package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A policy of an identity, of a role's trust or of a resource.
 *
 * @param name of an inline policy its name, of a managed one its ARN, of a resource's one the ARN of the resource
 */
public record Policy(String name, List<Statement> statements) {
    /** What a policy is for, which decides what it has to have. */
    public enum Kind {
        /** An identity policy within a role. */
        INLINE,
        /** An identity policy of its own. */
        MANAGED,
        /** Who may assume a role. */
        TRUST,
        /** Who may use another resource. */
        RESOURCE
    }

    private static final String WITH_VARIABLES = "2012-10-17";
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public Policy {
        statements = List.copyOf(statements);
    }

    /** Reads a policy document, and refuses what IAM refuses. */
    public static Policy parse(String name, JsonNode document, Kind kind) throws MalformedPolicyException {
        PolicyGrammar.check(document, kind);
        return trusted(name, document);
    }

    /** Reads a policy document that is given as JSON text. */
    public static Policy parse(String name, String document, Kind kind) throws MalformedPolicyException {
        try {
            return parse(name, STRICT.readTree(document), kind);
        } catch (JsonProcessingException e) {
            throw PolicyGrammar.syntax("the document is not JSON: " + e.getOriginalMessage());
        }
    }

    /** Reads a policy document that was accepted already. */
    static Policy trusted(String name, JsonNode document) {
        boolean variables = document.path("Version").asText().equals(WITH_VARIABLES);
        List<Statement> statements = new ArrayList<>();
        PolicyGrammar.statements(document)
                .forEach(statement -> statements.add(Statement.parse(statement, statements.size(), variables)));
        return new Policy(name, statements);
    }

    /** The first statement that allows, or else denies, a request. */
    Optional<Statement> find(boolean allow, RequestContext context) {
        return statements.stream()
                .filter(statement -> statement.allow() == allow)
                .filter(statement -> statement.reach(context) != Reach.NONE)
                .findFirst();
    }

    /** Whether the policy by itself lets a request through: a statement allows it and none denies it. */
    boolean permits(RequestContext context) {
        return find(true, context).isPresent() && find(false, context).isEmpty();
    }
}
