using Palladium.Node.Configuration;

namespace Palladium.Node.Hosting;

/// <summary>
/// A part of the node: adds its classes, background work (<see cref="IHostedService"/>) and endpoint groups
/// (<see cref="FeatureRegistration.AddEndpoints{T}"/>). Listed in <see cref="NodeFeatures"/>, the one place.
/// </summary>
public interface INodeFeature
{
    /// <summary>Adds what the feature needs. Nothing runs yet; no file is touched.</summary>
    void Add(IServiceCollection services, NodeConfiguration configuration);
}

/// <summary>A group of endpoints of one feature, made by the container.</summary>
public interface IEndpoints
{
    /// <summary>
    /// Maps the group. Every endpoint requires a person; tokens only where <c>WithScope</c> says so;
    /// <c>AllowAnonymous</c> only for what <see cref="Access.PublicSurface"/> lists.
    /// </summary>
    void Map(IEndpointRouteBuilder routes);
}

/// <summary>How a feature registers its endpoints.</summary>
public static class FeatureRegistration
{
    /// <summary>Adds a group of endpoints; it is mapped when the host is built.</summary>
    public static IServiceCollection AddEndpoints<T>(this IServiceCollection services)
        where T : class, IEndpoints => services.AddSingleton<IEndpoints, T>();

    /// <summary>Adds background work that others can also ask for by its own type.</summary>
    public static IServiceCollection AddBackground<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}
