using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Operations.Retention;

namespace Palladium.Node.Retention;

/// <summary>Erasing what is kept no longer, and the holds that stop it.</summary>
internal sealed class RetentionFeature : INodeFeature
{
    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddSingleton<HoldBook>();
        services.AddSingleton<ErasureBook>();
        services.AddSingleton<Eraser>();
        services.AddSingleton<HoldDesk>();
        services.AddBackground<RetentionWorker>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<RetentionWorker>());
        services.AddEndpoints<HoldEndpoints>();
    }
}
