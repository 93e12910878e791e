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
 * An identity-based policy, a trust policy or a resource-based policy.
 *
 * @param name the name of an inline policy, the ARN of a managed policy, or the ARN of the resource of a resource-based policy
 */
public record Policy(String name, List<Statement> statements) {
    /** The type of a policy, which determines its required elements. */
    public enum Kind {
        /** An inline policy of a role. */
        INLINE,
        /** A managed policy. */
        MANAGED,
        /** The trust policy of a role. */
        TRUST,
        /** The resource-based policy of another resource. */
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

    /** Parses a policy document. Rejects the documents that IAM rejects. */
    public static Policy parse(String name, JsonNode document, Kind kind) throws MalformedPolicyException {
        PolicyGrammar.check(document, kind);
        return trusted(name, document);
    }

    /** Parses a policy document that is JSON text. */
    public static Policy parse(String name, String document, Kind kind) throws MalformedPolicyException {
        try {
            return parse(name, STRICT.readTree(document), kind);
        } catch (JsonProcessingException e) {
            throw PolicyGrammar.syntax("the document is not JSON: " + e.getOriginalMessage());
        }
    }

    /** Parses a policy document that was already accepted. */
    static Policy trusted(String name, JsonNode document) {
        boolean variables = document.path("Version").asText().equals(WITH_VARIABLES);
        List<Statement> statements = new ArrayList<>();
        PolicyGrammar.statements(document)
                .forEach(statement -> statements.add(Statement.parse(statement, statements.size(), variables)));
        return new Policy(name, statements);
    }

    /** Returns the first statement that allows (or denies) a request. */
    Optional<Statement> find(boolean allow, RequestContext context) {
        return statements.stream()
                .filter(statement -> statement.allow() == allow)
                .filter(statement -> statement.reach(context) != Reach.NONE)
                .findFirst();
    }

    /** Returns whether the policy on its own allows a request: a statement allows it and none denies it. */
    boolean permits(RequestContext context) {
        return find(true, context).isPresent() && find(false, context).isEmpty();
    }
}
