package io.github.emrlaunch.local.internal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallFaults;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.iam.AccessKeys;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.IamAuthorizer;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.iam.UnknownKeys;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.states.time.VirtualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private final Services services = new Services();

    /** A service without operations and with one resource type. */
    private record Fake(String name, String resourceType) implements LocalService {
        @Override
        public AwsService api() {
            return AwsService.json(name, name, Map.of());
        }

        @Override
        public Checkpoint checkpoint() {
            return Checkpoints.none();
        }

        @Override
        public Map<String, ResourceType> resources() {
            return Map.of(resourceType, ResourceType.of(request -> CreatedResource.identity("id", Map.of())));
        }
    }

    private void create(Fake... fakes) {
        Account account = new Account("123456789012", "us-east-1");
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        Iam iam = new Iam(account, clock::now, new AccessKeys(account, clock::now, UnknownKeys.REFUSED));
        ResourcePolicies resourcePolicies = new ResourcePolicies(account, iam);
        IamAuthorizer authorizer = new IamAuthorizer(account, iam, resourcePolicies, clock::now);
        ServiceContext context = new ServiceContext(
                account,
                clock,
                new Gateway(authorizer, new CallFaults(clock::now)),
                iam,
                authorizer,
                resourcePolicies,
                services,
                URI.create("http://127.0.0.1"),
                Path.of("unused"),
                Map.of(),
                null,
                PythonFunctions.installed());
        services.createAll(
                context,
                List.of(fakes).stream()
                        .<ServiceFactory>map(fake -> given -> fake)
                        .toList());
    }

    @Test
    void servicesAreFoundByNameAndByType() {
        create(new Fake("two", "AWS::Two::A"), new Fake("one", "AWS::One::A"));

        assertThat(services.all()).extracting(service -> service.api().name()).containsExactly("one", "two");
        assertThat(services.find("two")).isPresent();
        assertThat(services.find("three")).isEmpty();
        assertThat(services.all(Fake.class)).hasSize(2);
        assertThatThrownBy(() -> services.get(LogSource.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "One service has to be a " + LogSource.class.getName() + ", but 0 of these are: [one, two]");
    }

    @Test
    void rejectsServicesWithSameNameOrResourceType() {
        assertThatThrownBy(() -> create(new Fake("one", "AWS::One::A"), new Fake("one", "AWS::Two::A")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Two services have the name 'one': " + Fake.class.getName() + " and " + Fake.class.getName());
        assertThatThrownBy(() -> create(new Fake("two", "AWS::One::A"), new Fake("three", "AWS::One::A")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Two services have the resource type 'AWS::One::A'");
    }
}
