using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Palladium.Records;

namespace Palladium.Adapters.Tak;

/// <summary>
/// Takes Cursor-on-Target events from TAK apps over TCP. Each connection is read on its own, one event at a time, so that a slow
/// or broken one holds up nobody else; its buffer never exceeds one event. Nothing is ever sent to a client.
/// </summary>
public sealed class CotListener : IAsyncDisposable
{
    private readonly CotListenerOptions _options;
    private readonly CotReceive _receive;
    private readonly TimeProvider _time;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;
    private long _accepted;
    private long _refused;

    private CotListener(CotListenerOptions options, CotReceive receive, TimeProvider time, TcpListener listener)
    {
        _options = options;
        _receive = receive;
        _time = time;
        _listener = listener;
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Events taken in since the start.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Connections, events and runs of bytes refused since the start.</summary>
    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>Starts listening.</summary>
    /// <returns>The running listener; or <c>cot.port.taken</c>. Dispose it to stop.</returns>
    public static Outcome<CotListener> Start(CotListenerOptions options, CotReceive receive, TimeProvider time)
    {
        var listener = new TcpListener(options.Address, options.Port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return new CotListener(options, receive, time, listener);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            return new Refusal("cot.port", "cot.port.taken", string.Create(
                CultureInfo.InvariantCulture, $"Cursor-on-Target cannot listen on {options.Address} port {options.Port}: {e.SocketErrorCode}."));
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        Task[] open;
        lock (_lock)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open).ConfigureAwait(false);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                // A client that left again before it was accepted, or no more file handles: the next one may do better.
                Refuse("", new Refusal("/", "cot.accept", $"A connection could not be accepted: {e.SocketErrorCode}."));
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time).ConfigureAwait(false);
                continue;
            }

            Serve(socket);
        }
    }

    private void Serve(Socket socket)
    {
        var remote = socket.RemoteEndPoint?.ToString() ?? "";
        lock (_lock)
        {
            if (_connections.Count < _options.MaxConnections)
            {
                var connection = new CotConnection(
                    socket, remote, _options, _receive, _time, (who, refusal) => Refuse(who, refusal), () => Interlocked.Increment(ref _accepted));
                var task = Task.Run(() => connection.RunAsync(_stop.Token));
                _connections.Add(task);
                _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return;
            }
        }

        socket.Dispose();
        Refuse(remote, new Refusal("/", "cot.connections", $"More than {_options.MaxConnections} connections."));
    }

    private void Forget(Task task)
    {
        lock (_lock)
        {
            _connections.Remove(task);
        }
    }

    private void Refuse(string who, Refusal refusal)
    {
        Interlocked.Increment(ref _refused);
        _options.Refused(who, refusal);
    }
}
