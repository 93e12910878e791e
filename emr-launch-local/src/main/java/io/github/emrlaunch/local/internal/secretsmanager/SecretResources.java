package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The CloudFormation resources of secrets, with a given or a generated value. */
final class SecretResources {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final int LENGTH = 32;
    private static final String POLICY = "Policy";

    private final ServiceContext context;
    /** The values in templates, by ARN. An unchanged value in the template does not overwrite a value that was changed elsewhere. */
    private final Map<String, String> given = new HashMap<>();

    SecretResources(ServiceContext context) {
        this.context = context;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::SecretsManager::Secret",
                ResourceType.of(
                                this::secret,
                                "Name",
                                "SecretString",
                                "GenerateSecretString",
                                "Description",
                                "KmsKeyId",
                                "Tags")
                        .deletedBy(this::delete),
                "AWS::SecretsManager::ResourcePolicy",
                ResourceType.of(this::resourcePolicy, "SecretId", "ResourcePolicy")
                        .deletedBy(request -> context.resourcePolicies().remove(request.deletedId(), POLICY)));
    }

    /** Creates the resource policy. A secret has only one. */
    private CreatedResource resourcePolicy(ResourceRequest request) {
        String id = request.required("SecretId");
        String arn = call("DescribeSecret", AwsJson.object().put("SecretId", id))
                .path("ARN")
                .asText();
        try {
            context.resourcePolicies().put(arn, POLICY, request.properties().path("ResourcePolicy"));
        } catch (MalformedPolicyException e) {
            throw request.error(
                    "the policy is malformed (MalformedPolicyDocumentException): " + e.getMessage(), "ResourcePolicy");
        }
        return CreatedResource.working(arn, Map.of("Id", arn));
    }

    private CreatedResource secret(ResourceRequest request) {
        JsonNode properties = request.properties();
        request.supports(
                "",
                "Name",
                "Description",
                "KmsKeyId",
                "Tags",
                "SecretString",
                "GenerateSecretString",
                "ReplicaRegions",
                "Type");
        String name = request.name("Name", 255);
        if (properties.has("SecretString") && properties.has("GenerateSecretString")) {
            throw request.error("give 'SecretString' or 'GenerateSecretString', not both", "");
        }
        try {
            if (request.previous() == null || !request.keeps("Name")) {
                return create(request, name);
            }
            String arn = request.previous().physicalId();
            String value = AwsJson.text(properties, "SecretString");
            update(request, arn, value != null && !value.equals(given.get(arn)) ? value : null);
            return request.previous();
        } catch (AwsException e) {
            if (e.code().equals("ResourceExistsException")) {
                throw request.alreadyExists("Name", name);
            }
            throw request.error("Secrets Manager refuses the secret '" + name + "': " + e.message(), "");
        }
    }

    private void update(ResourceRequest request, String arn, @Nullable String value) {
        ObjectNode named = AwsJson.object().put("SecretId", arn);
        ObjectNode change = named.deepCopy();
        for (String member : List.of("Description", "KmsKeyId")) {
            if (AwsJson.has(request.properties(), member)) {
                change.set(member, request.properties().get(member));
            }
        }
        if (value != null) {
            change.put("SecretString", value);
        }
        call("UpdateSecret", change);
        if (value != null) {
            given.put(arn, value);
        }
        ObjectNode removal = named.deepCopy();
        ArrayNode keys = removal.putArray("TagKeys");
        call("DescribeSecret", named.deepCopy()).path("Tags").forEach(tag -> keys.add(tag.get("Key")));
        call("UntagResource", removal);
        ObjectNode addition = named.deepCopy();
        addition.putArray("Tags");
        if (AwsJson.has(request.properties(), "Tags")) {
            addition.set("Tags", request.properties().get("Tags"));
        }
        call("TagResource", addition);
    }

    private CreatedResource create(ResourceRequest request, String name) {
        JsonNode properties = request.properties();
        ObjectNode input = AwsJson.object().put("Name", name);
        for (String member : List.of("Description", "KmsKeyId", "Tags", "SecretString")) {
            if (AwsJson.has(properties, member)) {
                input.set(member, properties.get(member));
            }
        }
        if (properties.has("GenerateSecretString")) {
            input.put("SecretString", generated(request, properties.get("GenerateSecretString")));
        }
        String arn = call("CreateSecret", input).path("ARN").asText();
        if (properties.has("SecretString")) {
            given.put(arn, properties.get("SecretString").asText());
        }
        return CreatedResource.working(arn, Map.of("Id", arn));
    }

    private void delete(ResourceRequest request) {
        given.remove(request.deletedId());
        call(
                "DeleteSecret",
                AwsJson.object().put("SecretId", request.deletedId()).put("ForceDeleteWithoutRecovery", true));
    }

    private JsonNode call(String operation, ObjectNode input) {
        return context.gateway().call(context.root(), "secretsmanager", operation, input);
    }

    /** Returns a generated value. It is the same in each run, because it does not protect anything. */
    private static String generated(ResourceRequest request, JsonNode rules) {
        String password = password(request, rules, new Random(request.seed().hashCode()));
        String key = AwsJson.text(rules, "GenerateStringKey");
        if (key == null) {
            return password;
        }
        try {
            if (AwsJson.parse(AwsJson.text(rules, "SecretStringTemplate", "")) instanceof ObjectNode template) {
                return template.put(key, password).toString();
            }
        } catch (JsonProcessingException e) {
            // Text that is not JSON is also not a JSON object.
        }
        throw request.error("must be a JSON object in a text", "GenerateSecretString.SecretStringTemplate");
    }

    private static String password(ResourceRequest request, JsonNode rules, Random random) {
        Map<String, String> classes = new LinkedHashMap<>();
        classes.put("ExcludeLowercase", LOWER);
        classes.put("ExcludeUppercase", LOWER.toUpperCase(Locale.ROOT));
        classes.put("ExcludeNumbers", DIGITS);
        classes.put("ExcludePunctuation", PUNCTUATION);
        classes.keySet().removeIf(exclusion -> rules.path(exclusion).asBoolean());
        List<String> alphabets = new ArrayList<>(classes.values());
        if (rules.path("IncludeSpace").asBoolean()) {
            alphabets.add(" ");
        }
        String excluded = AwsJson.text(rules, "ExcludeCharacters", "");
        alphabets.replaceAll(alphabet -> without(alphabet, excluded));
        alphabets.removeIf(String::isEmpty);
        if (alphabets.isEmpty()) {
            throw request.error("leaves no character to choose from", "GenerateSecretString");
        }
        List<Character> password = new ArrayList<>();
        if (rules.path("RequireEachIncludedType").asBoolean(true)) {
            alphabets.forEach(alphabet -> password.add(any(alphabet, random)));
        }
        String all = String.join("", alphabets);
        int length = rules.path("PasswordLength").asInt(LENGTH);
        while (password.size() < length) {
            password.add(any(all, random));
        }
        Collections.shuffle(password, random);
        StringBuilder text = new StringBuilder();
        password.forEach(text::append);
        return text.toString();
    }

    private static char any(String alphabet, Random random) {
        return alphabet.charAt(random.nextInt(alphabet.length()));
    }

    private static String without(String alphabet, String excluded) {
        StringBuilder rest = new StringBuilder();
        alphabet.chars().filter(c -> excluded.indexOf(c) < 0).forEach(rest::appendCodePoint);
        return rest.toString();
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(given);
    }
}
