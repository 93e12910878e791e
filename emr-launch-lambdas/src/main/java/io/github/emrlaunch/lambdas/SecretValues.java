package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The secrets of one launch: adds their values to a request, and recognizes texts that quote them. */
final class SecretValues {
    private static final List<String> KERBEROS_REQUIRED = List.of("Realm", "KdcAdminPassword");
    private static final List<String> KERBEROS_OPTIONAL =
            List.of("ADDomainJoinUser", "ADDomainJoinPassword", "CrossRealmTrustPrincipalPassword");

    private static final Set<String> KERBEROS_KNOWN = Stream.of(KERBEROS_REQUIRED, KERBEROS_OPTIONAL)
            .flatMap(List::stream)
            .collect(Collectors.toSet());

    /** The errors for a secret that does not exist or is marked for deletion. */
    private static final Set<String> NOT_FOUND = Set.of("ResourceNotFoundException", "InvalidRequestException");

    private static final String KERBEROS = "the Kerberos attributes";

    private final AwsClient aws;
    private final SecretParts parts = new SecretParts();

    SecretValues(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * Returns a request with the values of secrets.
     *
     * @param request the request, which is not changed
     * @throws SecretNotFoundException when there is no such secret
     * @throws InvalidSecretException when a secret does not have the required content
     */
    ObjectNode addTo(JsonNode request, LaunchSecrets secrets) {
        ObjectNode complete = request.deepCopy();
        if (secrets.kerberosAttributes() != null) {
            complete.set("KerberosAttributes", kerberosAttributes(secrets.kerberosAttributes()));
        }
        secrets.configurations().forEach((classification, arn) -> properties(complete, classification)
                .setAll(read(arn, "classification '%s'".formatted(classification))));
        return complete;
    }

    /** Returns the Kerberos realm in a secret; empty if it has none. */
    Optional<String> realm(String arn) {
        return Optional.ofNullable(read(arn, KERBEROS).path("Realm").textValue());
    }

    private ObjectNode kerberosAttributes(String arn) {
        ObjectNode secret = read(arn, KERBEROS);
        ObjectNode attributes = Json.object();
        for (String key : KERBEROS_REQUIRED) {
            if (!secret.has(key)) {
                throw new InvalidSecretException(arn, KERBEROS, "has no '%s', which EMR requires".formatted(key));
            }
            attributes.set(key, secret.get(key));
        }
        KERBEROS_OPTIONAL.stream().filter(secret::has).forEach(key -> attributes.set(key, secret.get(key)));
        return attributes;
    }

    /** Returns the properties of a classification, which are added to the request if they are missing. */
    private static ObjectNode properties(ObjectNode request, String classification) {
        ArrayNode configurations = request.path("Configurations") instanceof ArrayNode existing
                ? existing
                : request.putArray("Configurations");
        for (JsonNode configuration : configurations) {
            if (configuration instanceof ObjectNode object
                    && classification.equals(object.path("Classification").textValue())) {
                return object.path("Properties") instanceof ObjectNode properties
                        ? properties
                        : object.putObject("Properties");
            }
        }
        return configurations.addObject().put("Classification", classification).putObject("Properties");
    }

    /** Returns the members of a secret that have a value. All must be strings. */
    private ObjectNode read(String arn, String what) {
        ObjectNode secret = parse(arn, what, fetch(arn, what));
        ObjectNode members = Json.object();
        secret.properties().forEach(member -> {
            // A user may have confused name and value.
            if (!KERBEROS_KNOWN.contains(member.getKey())) {
                parts.add(member.getKey());
            }
            if (member.getValue().isTextual()) {
                members.set(member.getKey(), member.getValue());
                parts.add(member.getValue().textValue());
            } else if (!member.getValue().isNull()) {
                throw new InvalidSecretException(
                        arn, what, "must have strings only: a member is a number, true, false, a list or an object");
            }
        });
        return members;
    }

    private JsonNode fetch(String arn, String what) {
        try {
            return aws.call(
                    CalledService.SECRETS_MANAGER,
                    "GetSecretValue",
                    Json.object().put("SecretId", arn));
        } catch (AwsCallFailedException e) {
            if (NOT_FOUND.contains(e.code())) {
                throw new SecretNotFoundException(arn, what);
            }
            throw e;
        }
    }

    /**
     * Returns the object in a secret, from text or bytes. It omits the parser's error, which quotes parts of the secret.
     * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue, SecretBinary</a>
     */
    private static ObjectNode parse(String arn, String what, JsonNode secret) {
        try {
            if (secret.path("SecretString").isTextual()) {
                return Json.parseObject(secret.path("SecretString").textValue());
            }
            if (secret.path("SecretBinary").isTextual()) {
                return Json.parseObject(
                        Base64.getDecoder().decode(secret.path("SecretBinary").textValue()));
            }
        } catch (InvalidDefinitionException | IllegalArgumentException e) {
            // Reported below.
        }
        throw new InvalidSecretException(arn, what, "must be a JSON object of strings");
    }

    /** Returns whether secrets were read and a text contains no part of them. */
    boolean areKnownNotIn(String text) {
        return !parts.isEmpty() && !parts.isIn(text);
    }
}
