using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace Palladium.Adapters.Mqtt;

/// <summary>
/// A connection on which no packet may announce more bytes than a limit. The library makes room for what a packet's header
/// announces, up to 256 MB and before anybody signed in; here the header is looked at as it comes in, and the connection ends.
/// </summary>
internal sealed class LimitedChannel(IMqttChannel inner, int most, Action tooLarge) : IMqttChannel, IDisposable
{
    private bool _inLength;
    private int _length;
    private int _shift;
    private int _left;

    public X509Certificate2? ClientCertificate => inner.ClientCertificate;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public bool IsSecureConnection => inner.IsSecureConnection;

    public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => inner.DisconnectAsync(cancellationToken);

    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var read = await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        Look(buffer.AsSpan(offset, read));
        return read;
    }

    public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, isEndOfPacket, cancellationToken);

    public void Dispose() => (inner as IDisposable)?.Dispose();

    // A packet is a type, its length in one to four bytes of seven bits each, and so many bytes (MQTT 3.1.1 and 5, 2.1).
    private void Look(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var skipped = Math.Min(_left, bytes.Length);
                _left -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            var next = bytes[0];
            bytes = bytes[1..];
            if (!_inLength)
            {
                (_inLength, _length, _shift) = (true, 0, 0);
                continue;
            }

            _length |= (next & 0x7f) << _shift;
            _shift += 7;
            if (_length > most || _shift > 28)
            {
                tooLarge();
                throw new MqttProtocolViolationException("The packet is larger than is taken here.");
            }

            if ((next & 0x80) == 0)
            {
                (_inLength, _left) = (false, _length);
            }
        }
    }
}
