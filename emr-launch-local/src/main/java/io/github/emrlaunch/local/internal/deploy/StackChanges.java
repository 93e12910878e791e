package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.DeployedResource.Support;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.deploy.DeployedStacks.StackResource;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes or retains resources that are no longer in a stack, see <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html">DeletionPolicy</a>
 * and <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html">UpdateReplacePolicy</a>.
 */
final class StackChanges {
    private final Map<String, ResourceType> types;
    private final Map<String, StackResource> before;

    /** @param before the previous resources of the stack */
    StackChanges(Map<String, ResourceType> types, Map<String, StackResource> before) {
        this.types = types;
        this.before = before;
    }

    /**
     * Deletes the removed and replaced resources, in reverse order of creation.
     *
     * @return the resources that could not be deleted; the deployment succeeds nevertheless
     */
    List<DeployedResource> deleteWhatIsGone(String stackName, Map<String, StackResource> now) {
        List<DeployedResource> left = new ArrayList<>();
        for (StackResource former : reversed(before)) {
            StackResource current = now.get(former.request().logicalId());
            boolean stays =
                    current == null ? former.keptWhenRemoved() : former.keptWhenReplaced() || isSame(current, former);
            if (!stays) {
                delete(former)
                        .ifPresent(problem -> left.add(new DeployedResource(
                                stackName,
                                former.request().logicalId(),
                                former.request().type(),
                                former.created().physicalId(),
                                Support.SKIPPED,
                                "The template no longer has it, but it could not be deleted: " + problem,
                                List.of())));
            }
        }
        return left;
    }

    /**
     * Deletes the created resources and restores the previous properties of the updated resources, in reverse order.
     *
     * @param failure the reason, which gets the problems of the rollback
     */
    void undo(Map<String, StackResource> now, RuntimeException failure) {
        for (StackResource current : reversed(now)) {
            StackResource former = before.get(current.request().logicalId());
            if (former != null && isSame(current, former)) {
                if (!current.isKeptBy(former.request())
                        || former.request().type().equals(NestedStacks.TYPE)) {
                    restore(former, current.request(), failure);
                }
            } else if (!current.keptOnFailure()) {
                delete(current)
                        .map(problem -> current.request().error("the rollback could not delete it: " + problem, ""))
                        .ifPresent(failure::addSuppressed);
            }
        }
    }

    /** Restores the previous properties of a resource whose update failed, which can have changed it in part. */
    void undoUpdate(StackResource former, ResourceRequest failed, RuntimeException failure) {
        // A nested stack has restored itself. A layer version is never updated.
        if (!former.request().type().equals(NestedStacks.TYPE)
                && !former.request().type().equals("AWS::Lambda::LayerVersion")) {
            restore(former, failed, failure);
        }
    }

    private void restore(StackResource former, ResourceRequest current, RuntimeException failure) {
        ResourceType type = types.get(former.request().type());
        if (type != null) {
            try {
                type.handler().create(with(former.request(), former.created(), current));
            } catch (RuntimeException e) {
                // The rollback of the other resources goes on.
                failure.addSuppressed(e);
            }
        }
    }

    private static boolean isSame(StackResource one, StackResource other) {
        return one.created().physicalId().equals(other.created().physicalId());
    }

    private Optional<String> delete(StackResource resource) {
        ResourceType type = types.get(resource.request().type());
        if (type == null || resource.created().support() == Support.SKIPPED) {
            return Optional.empty();
        }
        try {
            type.deleter().accept(with(resource.request(), resource.created(), resource.request()));
            return Optional.empty();
        } catch (AwsException e) {
            return Optional.of(e.message());
        } catch (DeploymentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static ResourceRequest with(
            ResourceRequest request, CreatedResource previous, ResourceRequest previousRequest) {
        return new ResourceRequest(
                request.stackName(),
                request.logicalId(),
                request.type(),
                request.properties(),
                request.assets(),
                previous,
                previousRequest.properties());
    }

    private static List<StackResource> reversed(Map<String, StackResource> resources) {
        List<StackResource> reversed = new ArrayList<>(resources.values());
        Collections.reverse(reversed);
        return reversed;
    }
}
